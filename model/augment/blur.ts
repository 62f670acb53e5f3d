import type { Random } from '../random';

/** Out-of-focus blur: two passes of a box of `radius` pixels (fractions allowed) along rows and columns. */
export function defocus(pixels: Float32Array, side: number, radius: number): void {
	const sums = new Float64Array(side + 2 * Math.floor(radius) + 3);
	for (let pass = 0; pass < 2; pass++)
		for (let line = 0; line < side; line++) {
			boxLine(pixels, line * side * 3, 3, side, radius, sums);
			boxLine(pixels, line * 3, side * 3, side, radius, sums);
		}
}

/** Box filter along one line by differences of running sums; places beyond the ends repeat the last pixel. */
function boxLine(
	pixels: Float32Array,
	start: number,
	step: number,
	length: number,
	radius: number,
	sums: Float64Array
): void {
	const whole = Math.floor(radius);
	const edge = radius - whole;
	const total = 2 * whole + 1 + 2 * edge;
	const reach = whole + 1;
	for (let c = 0; c < 3; c++) {
		const base = start + c;
		let sum = 0;
		sums[0] = 0;
		for (let i = -reach; i < length + reach; i++) {
			const at = i < 0 ? 0 : i >= length ? length - 1 : i;
			sum += pixels[base + at * step]!;
			sums[i + reach + 1] = sum;
		}
		for (let i = 0; i < length; i++) {
			const inner = sums[i + 2 * whole + 2]! - sums[i + 1]!;
			const outer = sums[i + 2 * whole + 3]! - sums[i]! - inner;
			pixels[base + i * step] = (inner + edge * outer) / total;
		}
	}
}

/** Motion blur of `length` pixels in a random direction. */
export function motionBlur(pixels: Float32Array, side: number, length: number, random: Random): void {
	const angle = random.uniform(0, Math.PI);
	const taps = Math.max(2, Math.ceil(length));
	const source = pixels.slice();
	pixels.fill(0);
	for (let tap = 0; tap < taps; tap++) {
		const along = (tap / (taps - 1) - 0.5) * length;
		const dx = Math.round(Math.cos(angle) * along);
		const dy = Math.round(Math.sin(angle) * along);
		eachMoved(source, side, dx, dy, (to, level) => (pixels[to] = pixels[to]! + level / taps));
	}
}

/** Two instants in one exposure: mixes the picture with itself, moved by `length` pixels in a random direction. */
export function doubleExposure(pixels: Float32Array, side: number, length: number, random: Random): void {
	const angle = random.uniform(0, 2 * Math.PI);
	const [dx, dy] = [Math.round(Math.cos(angle) * length), Math.round(Math.sin(angle) * length)];
	const share = random.uniform(0.3, 0.7);
	const source = pixels.slice();
	eachMoved(source, side, dx, dy, (to, level) => (pixels[to] = share * source[to]! + (1 - share) * level));
}

/** Every value's index with the level `dx` and `dy` pixels from it; places beyond the picture repeat its edge. */
function eachMoved(
	source: Float32Array,
	side: number,
	dx: number,
	dy: number,
	visit: (to: number, level: number) => void
): void {
	for (let y = 0; y < side; y++) {
		const row = Math.min(side - 1, Math.max(0, y + dy)) * side;
		for (let x = 0; x < side; x++) {
			const from = (row + Math.min(side - 1, Math.max(0, x + dx))) * 3;
			const to = (y * side + x) * 3;
			for (let c = 0; c < 3; c++) visit(to + c, source[from + c]!);
		}
	}
}

/** A small mouth far away: down to `small` pixels a side and back, both bilinear. */
export function lowResolution(pixels: Float32Array, side: number, small: number): void {
	const shrunk = resize(pixels, side, small);
	pixels.set(resize(shrunk, small, side));
}

function resize(source: Float32Array, from: number, to: number): Float32Array {
	const out = new Float32Array(to * to * 3);
	const step = from / to;
	const taps = Math.max(1, Math.round(step));
	for (let y = 0; y < to; y++)
		for (let x = 0; x < to; x++)
			for (let j = 0; j < taps; j++)
				for (let i = 0; i < taps; i++)
					addBilinear(
						source,
						from,
						(x + (i + 0.5) / taps) * step - 0.5,
						(y + (j + 0.5) / taps) * step - 0.5,
						out,
						(y * to + x) * 3,
						1 / (taps * taps)
					);
	return out;
}

function addBilinear(
	source: Float32Array,
	side: number,
	x: number,
	y: number,
	out: Float32Array,
	to: number,
	share: number
): void {
	const left = Math.min(side - 1, Math.max(0, Math.floor(x)));
	const top = Math.min(side - 1, Math.max(0, Math.floor(y)));
	const right = Math.min(side - 1, left + 1);
	const bottom = Math.min(side - 1, top + 1);
	const fx = Math.min(1, Math.max(0, x - left));
	const fy = Math.min(1, Math.max(0, y - top));
	for (let c = 0; c < 3; c++) {
		const upper = source[(top * side + left) * 3 + c]! * (1 - fx) + source[(top * side + right) * 3 + c]! * fx;
		const lower = source[(bottom * side + left) * 3 + c]! * (1 - fx) + source[(bottom * side + right) * 3 + c]! * fx;
		out[to + c] = out[to + c]! + share * (upper * (1 - fy) + lower * fy);
	}
}
