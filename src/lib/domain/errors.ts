/** Every fault that a user can meet. Each code has one sentence in `messages/errors` in every language. */
export const ERROR_CODES = [
	'not-an-image',
	'empty-file',
	'unreadable-file',
	'truncated-image',
	'unsupported-format',
	'image-too-large',
	'image-too-small',
	'camera-denied',
	'camera-missing',
	'camera-busy',
	'camera-lost',
	'camera-unsupported',
	'model-missing',
	'model-corrupt',
	'backend-lost',
	'backend-missing',
	'self-test-failed',
	'worker-crashed',
	'worker-silent',
	'cancelled',
	'storage-full',
	'storage-unavailable',
	'import-refused',
	'report-rejected',
	'report-unauthorised',
	'offline',
	'unexpected'
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Faults of the engine, not of the picture that met them. */
export const ENGINE_FAULTS: readonly ErrorCode[] = [
	'backend-lost',
	'backend-missing',
	'self-test-failed',
	'worker-crashed',
	'worker-silent'
];

/** A fault with a code that the screen can put into one plain sentence; `message` is for engineers, in English. */
export class InspectorError extends Error {
	override readonly name = 'InspectorError';
	constructor(
		readonly code: ErrorCode,
		message: string,
		options?: { cause?: unknown }
	) {
		super(message, options);
	}
}

/** The code of any thrown value: `unexpected` where it is none of ours. */
export function errorCode(thrown: unknown): ErrorCode {
	if (thrown instanceof InspectorError) return thrown.code;
	if (thrown instanceof DOMException && thrown.name === 'AbortError') return 'cancelled';
	return 'unexpected';
}
