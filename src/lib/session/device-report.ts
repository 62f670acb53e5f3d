import type { BackendChoice } from './backend-choice';
import { probeGpu } from './gpu';

/** What `/bench` exports: the figures and what they were measured on. Nothing in it names a person or a place. */
export interface DeviceReport extends BackendChoice {
	readonly schemaVersion: 1;
	readonly measuredAt: string;
	readonly logicalCores: number;
	/** GPU as the browser names it, or null where it does not. */
	readonly gpu: string | null;
	readonly screen: { readonly width: number; readonly height: number; readonly pixelRatio: number };
}

/** Completes the figures with the device's own description. */
export function deviceReport(choice: BackendChoice): DeviceReport {
	return {
		schemaVersion: 1,
		measuredAt: new Date(choice.measuredAtMs).toISOString(),
		...choice,
		logicalCores: navigator.hardwareConcurrency,
		gpu: probeGpu().name,
		screen: { width: screen.width, height: screen.height, pixelRatio: devicePixelRatio }
	};
}
