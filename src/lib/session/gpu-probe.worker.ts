import { isHardware, probeGpu } from './gpu';

// Opening a context blocks its thread until the GPU process answers, up to half a second: never the page's.
postMessage(isHardware(probeGpu()));
