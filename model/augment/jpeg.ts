/** Luminance quantisation of JPEG's Annex K, rows of the 8x8 block. */
// prettier-ignore
const LUMINANCE = [
	16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
	18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99
];

const COSINES = Float32Array.from({ length: 64 }, (_, i) => {
	const [u, x] = [i >> 3, i & 7];
	return Math.cos(((2 * x + 1) * u * Math.PI) / 16) * (u === 0 ? Math.SQRT1_2 : 1) * 0.5;
});

/**
 * JPEG's artefacts: 8x8 DCT of luma and chroma, quantised at `quality` (1..100) and back. Chroma keeps its
 * resolution and takes the luminance table doubled, which looks alike at a fraction of an encoder's cost.
 * `side` must be a multiple of 8; pixels beyond the last whole block stay as they are.
 */
export function jpegArtefacts(pixels: Float32Array, side: number, quality: number): void {
	const scale = (quality < 50 ? 5000 / quality : 200 - 2 * quality) / 100;
	const planes = toYcc(pixels);
	const block = new Float32Array(64);
	const scratch = new Float32Array(64);
	for (let plane = 0; plane < 3; plane++) {
		const table = LUMINANCE.map((step) => Math.max(1, step * scale * (plane === 0 ? 1 : 2)));
		for (let y = 0; y + 8 <= side; y += 8)
			for (let x = 0; x + 8 <= side; x += 8) {
				const base = (y * side + x) * 3 + plane;
				for (let i = 0; i < 64; i++) block[i] = planes[base + ((i >> 3) * side + (i & 7)) * 3]!;
				forward(block, scratch);
				for (let i = 0; i < 64; i++) block[i] = Math.round(block[i]! / table[i]!) * table[i]!;
				inverse(block, scratch);
				for (let i = 0; i < 64; i++) planes[base + ((i >> 3) * side + (i & 7)) * 3] = block[i]!;
			}
	}
	fromYcc(planes, pixels);
}

function forward(block: Float32Array, scratch: Float32Array): void {
	for (let pass = 0; pass < 2; pass++) {
		for (let line = 0; line < 8; line++)
			for (let u = 0; u < 8; u++) {
				let sum = 0;
				for (let x = 0; x < 8; x++) sum += block[line * 8 + x]! * COSINES[u * 8 + x]!;
				scratch[u * 8 + line] = sum;
			}
		block.set(scratch);
	}
}

function inverse(block: Float32Array, scratch: Float32Array): void {
	for (let pass = 0; pass < 2; pass++) {
		for (let line = 0; line < 8; line++)
			for (let x = 0; x < 8; x++) {
				let sum = 0;
				for (let u = 0; u < 8; u++) sum += block[line * 8 + u]! * COSINES[u * 8 + x]!;
				scratch[x * 8 + line] = sum;
			}
		block.set(scratch);
	}
}

function toYcc(rgb: Float32Array): Float32Array {
	const planes = new Float32Array(rgb.length);
	for (let i = 0; i < rgb.length; i += 3) {
		const [red, green, blue] = [rgb[i]!, rgb[i + 1]!, rgb[i + 2]!];
		const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
		planes[i] = luma - 128;
		planes[i + 1] = (blue - luma) * 0.564;
		planes[i + 2] = (red - luma) * 0.713;
	}
	return planes;
}

function fromYcc(planes: Float32Array, rgb: Float32Array): void {
	for (let i = 0; i < rgb.length; i += 3) {
		const luma = planes[i]! + 128;
		rgb[i] = luma + 1.403 * planes[i + 2]!;
		rgb[i + 1] = luma - 0.344 * planes[i + 1]! - 0.714 * planes[i + 2]!;
		rgb[i + 2] = luma + 1.773 * planes[i + 1]!;
	}
}
