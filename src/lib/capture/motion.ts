/** Luma grid of a frame, row-major, {@link GRID}, 0..255. */
export type LumaGrid = Uint8Array;
export const GRID = { columns: 32, rows: 24 } as const;

/** Mean difference of luma (0..255) over the most changed eighth of the grid, above which something moves. */
const MOVES_ABOVE = 9;

/** Luma of RGBA pixels (ITU-R BT.601 weights, integer arithmetic). */
export function lumaOf(rgba: Uint8ClampedArray): LumaGrid {
	const luma = new Uint8Array(rgba.length / 4);
	for (let i = 0; i < luma.length; i++) {
		luma[i] = (rgba[i * 4]! * 77 + rgba[i * 4 + 1]! * 150 + rgba[i * 4 + 2]! * 29) >> 8;
	}
	return luma;
}

/**
 * True where something moved between two frames. It looks at the cells that changed most, since a neck that
 * comes in at the edge changes few cells and the mean over all would drown it in sensor noise.
 */
export function moved(before: LumaGrid | null, after: LumaGrid): boolean {
	if (!before || before.length !== after.length) return true;
	const differences = Array.from(after, (luma, i) => Math.abs(luma - before[i]!)).sort((a, b) => b - a);
	const most = Math.ceil(differences.length / 8);
	let sum = 0;
	for (let i = 0; i < most; i++) sum += differences[i]!;
	return sum / most > MOVES_ABOVE;
}
