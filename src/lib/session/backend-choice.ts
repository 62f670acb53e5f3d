import * as v from 'valibot';
import type { BackendName } from '../domain/inference';
import type { KeyValueStore } from './persisted.svelte';

/**
 * [Note: backend by measuring] Which backend is faster cannot be told from a device's name: a tablet's GPU may win or
 * lose against its SIMD unit. The device measures both once, keeps the figures for this version of app, model and
 * browser, and starts with the faster one from then on. A running inspection never changes its backend.
 */

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const ms = v.pipe(v.number(), v.finite(), v.minValue(0));

const figuresSchema = v.object({
	backend: v.picklist(['webgl', 'webgpu', 'wasm']),
	/** WebGL was faster sampling bitmaps itself than having their pixels read back. */
	textures: v.optional(v.boolean()),
	/** From making the worker until its self-test has passed, ms. */
	startMs: ms,
	/** From handing over a frame until its logits are back, ms. */
	frame: v.object({ n: count, median: ms, p95: ms })
});

const choiceSchema = v.object({
	appVersion: v.string(),
	modelVersion: v.string(),
	userAgent: v.string(),
	/** Milliseconds since 1970. */
	measuredAtMs: ms,
	/** Fastest first; only backends that passed the self-test. */
	figures: v.pipe(v.array(figuresSchema), v.minLength(1))
});

/** What one backend achieved on this device. */
export type BackendFigures = v.InferOutput<typeof figuresSchema>;
export type BackendChoice = v.InferOutput<typeof choiceSchema>;
export type MeasuredBackend = BackendFigures['backend'];

/** The backends that every device has, or finds out at the start that it has not. */
const EVERYWHERE: readonly MeasuredBackend[] = ['webgl', 'wasm'];

/**
 * The backends that a device measures. WebGPU only where a GPU offers it that is no program: its kernels are fetched
 * for measuring first, and a software one takes ten times WebGL's time. It is never started before it was measured.
 */
export const measuredBackends = (hardwareWebgpu: boolean): readonly MeasuredBackend[] =>
	hardwareWebgpu ? [...EVERYWHERE, 'webgpu'] : EVERYWHERE;

const KEY = 'inspector.backend';

/** The kept figures, or null where there are none, where they cannot be read or where app or browser have changed. */
export function keptChoice(
	store: KeyValueStore | null,
	now: { appVersion: string; userAgent: string }
): BackendChoice | null {
	try {
		const choice = v.parse(choiceSchema, JSON.parse(store?.getItem(KEY) ?? 'null'));
		return choice.appVersion === now.appVersion && choice.userAgent === now.userAgent ? choice : null;
	} catch {
		return null;
	}
}

/** Keeps the figures for later starts; a full or forbidden storage only means that they are measured again. */
export function keepChoice(store: KeyValueStore | null, choice: BackendChoice): void {
	try {
		store?.setItem(KEY, JSON.stringify(choice));
	} catch {
		// Said above.
	}
}

/** Whether the device has to measure (again), now that the model's version is known. */
export const needsMeasuring = (choice: BackendChoice | null, modelVersion: string): boolean =>
	choice?.modelVersion !== modelVersion;

/**
 * Order in which backends are tried at the start: as measured, those that were not measured last. Without figures
 * WebGL comes first, unless the browser has only a GPU in software, on which WASM is an order of magnitude faster.
 */
export async function startOrder(
	choice: BackendChoice | null,
	hardwareGpu: () => Promise<boolean>
): Promise<BackendName[]> {
	if (!choice) return (await hardwareGpu()) ? ['webgl', 'wasm'] : ['wasm', 'webgl'];
	const measured = choice.figures.map(({ backend }) => backend);
	return [...measured, ...EVERYWHERE.filter((backend) => !measured.includes(backend))];
}

/** Whether WebGL samples bitmaps itself: only where that was measured here, and was faster. */
export const wantsTextures = (choice: BackendChoice | null): boolean =>
	choice?.figures.some(({ backend, textures }) => backend === 'webgl' && textures) ?? false;

/** Fastest first, by median frame time. */
export const bySpeed = (figures: readonly BackendFigures[]): BackendFigures[] =>
	[...figures].sort((a, b) => a.frame.median - b.frame.median);
