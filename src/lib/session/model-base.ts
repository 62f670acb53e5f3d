import { base } from '$app/paths';

/** Where the model's files lie, wherever the app is served: an absolute URL with a final slash. */
export const modelBase = (): string => new URL(`${base}/model/`, location.href).href;
