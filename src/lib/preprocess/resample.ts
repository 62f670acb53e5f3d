import type { Normalisation } from '../domain/model-manifest';
import { RESAMPLE_WASM } from './resample.wasm';
import type { Colour, RgbaImage } from './sample-region';
import type { Taps } from './tent-taps';

/** Exports of `resample.as`; pointers are byte offsets into `memory`. */
interface Kernel {
	readonly memory: WebAssembly.Memory;
	resample(from: number, to: number, size: number, ...rest: number[]): void;
}

/** Pixels copied in at a time, bytes: large photographs go through in bands. */
const BAND_BYTES = 4 << 20;
const PAGE = 65536;

let kernel: Kernel | null | undefined;

/** Null where the device has no WASM SIMD or the page's policy forbids WASM. */
function startKernel(): Kernel | null {
	try {
		const bytes = Uint8Array.from(atob(RESAMPLE_WASM), (letter) => letter.charCodeAt(0));
		// Small enough that compiling it takes a millisecond or two, so nothing has to wait for a promise.
		return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Kernel;
	} catch {
		return null;
	}
}

/**
 * Resamples along both axes on SIMD, several times as fast as the loops of `sampleRegion` and equal to them but for
 * rounding (float32 against float64 sums).
 *
 * @param into destination of size * size * 3 normalised values
 * @returns whether it did; where not, `into` is untouched
 */
export function resampleOnSimd(
	image: RgbaImage,
	across: Taps,
	down: Taps,
	{ scale, offset }: Normalisation,
	into: Float32Array,
	outside: Colour
): boolean {
	kernel ??= startKernel();
	if (!kernel) return false;
	const size = across.first.length;
	const columns = extent(across);
	const pixels = (columns.count + 3) & ~3;
	const pitch = pixels * 4;
	const bands = bandsOf(down, pitch);
	const sourceBytes = Math.max(...bands.map(({ rows }) => rows.count)) * pitch;
	const at = layOut({
		across: tapsBytes(across),
		down: tapsBytes(down),
		mean: pixels * 16,
		out: (size * size * 3 + 1) * 4,
		source: sourceBytes
	});
	reserve(kernel.memory, at.end);
	const { buffer } = kernel.memory;
	writeTaps(buffer, at.across, across);
	writeTaps(buffer, at.down, down);
	for (const { from, to, rows } of bands) {
		copyPixels(image, rows, columns, pitch, new Uint8Array(buffer, at.source, sourceBytes));
		const source = [at.source, rows.first, columns.first, pitch, pixels] as const;
		const filters = [at.across, across.stride, at.down, down.stride] as const;
		kernel.resample(from, to, size, ...source, ...filters, at.mean, at.out, ...outside, scale, offset);
	}
	into.set(new Float32Array(buffer, at.out, size * size * 3));
	return true;
}

interface Extent {
	readonly first: number;
	readonly count: number;
}

/** Smallest run of pixels that holds a run and the taps of place `i`. */
function grown({ first, count }: Extent, taps: Taps, i: number): Extent {
	if (taps.counts[i] === 0) return { first, count };
	const from = count === 0 ? taps.first[i]! : Math.min(first, taps.first[i]!);
	return { first: from, count: Math.max(first + count, taps.first[i]! + taps.counts[i]!) - from };
}

const NO_PIXELS: Extent = { first: 0, count: 0 };

function extent(taps: Taps): Extent {
	let all = NO_PIXELS;
	for (let i = 0; i < taps.first.length; i++) all = grown(all, taps, i);
	return all;
}

/** Runs of output rows whose rows of the picture fit into {@link BAND_BYTES} together, one row at the least. */
function bandsOf(down: Taps, pitch: number): { from: number; to: number; rows: Extent }[] {
	const bands = [{ from: 0, to: 0, rows: NO_PIXELS }];
	for (let y = 0; y < down.first.length; y++) {
		const band = bands.at(-1)!;
		const rows = grown(band.rows, down, y);
		if (band.to > band.from && rows.count * pitch > BAND_BYTES) {
			bands.push({ from: y, to: y + 1, rows: grown(NO_PIXELS, down, y) });
		} else {
			band.rows = rows;
			band.to = y + 1;
		}
	}
	return bands;
}

const tapsBytes = ({ first, stride }: Taps) => first.length * (3 + stride) * 4;

/** Offsets of blocks one after another, aligned to 16 bytes. */
function layOut<Name extends string>(blocks: Record<Name, number>): Record<Name | 'end', number> {
	let end = 0;
	const offsets: Record<string, number> = {};
	for (const [name, bytes] of Object.entries<number>(blocks)) {
		offsets[name] = end;
		end = (end + bytes + 15) & ~15;
	}
	return { ...offsets, end } as Record<Name | 'end', number>;
}

function reserve(memory: WebAssembly.Memory, bytes: number): void {
	const missing = bytes - memory.buffer.byteLength;
	if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
}

function writeTaps(buffer: ArrayBuffer, offset: number, { first, counts, outside, weights }: Taps): void {
	const size = first.length;
	new Int32Array(buffer, offset, size).set(first);
	new Int32Array(buffer, offset + size * 4, size).set(counts);
	new Float32Array(buffer, offset + size * 8, size).set(outside);
	new Float32Array(buffer, offset + size * 12, weights.length).set(weights);
}

function copyPixels({ data, width }: RgbaImage, rows: Extent, columns: Extent, pitch: number, into: Uint8Array): void {
	const length = columns.count * 4;
	let from = (rows.first * width + columns.first) * 4;
	for (let row = 0; row < rows.count; row++, from += width * 4) {
		into.set(data.subarray(from, from + length), row * pitch);
	}
}
