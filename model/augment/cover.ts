import type { Random } from '../random';

/** Covers a rectangle away from the middle with one colour and noise: a finger, a label, a machine's edge. */
export function cutout(pixels: Float32Array, side: number, random: Random): void {
	const width = Math.round(random.uniform(0.1, 0.35) * side);
	const height = Math.round(random.uniform(0.1, 0.35) * side);
	const angle = random.uniform(0, 2 * Math.PI);
	const reach = random.uniform(0.35, 0.55) * side;
	const left = Math.round(side / 2 + Math.cos(angle) * reach - width / 2);
	const top = Math.round(side / 2 + Math.sin(angle) * reach - height / 2);
	const skin = random.chance(0.5);
	const colour = skin
		? [random.uniform(120, 235), random.uniform(80, 180), random.uniform(60, 150)]
		: [random.uniform(0, 255), random.uniform(0, 255), random.uniform(0, 255)];
	for (let y = Math.max(0, top); y < Math.min(side, top + height); y++)
		for (let x = Math.max(0, left); x < Math.min(side, left + width); x++)
			for (let c = 0; c < 3; c++) pixels[(y * side + x) * 3 + c] = colour[c]! + (random.next() - 0.5) * 20;
}

/**
 * Puts the mouth of one crop on another: `background` shows outside a disc about `centre`, whose edge is a sigmoid.
 * What is kept is the mouth; liquid, label, hand and room are another picture's, so that they tell nothing.
 *
 * @param centre and `radius` in fractions of the crop's side
 */
export function pasteMouth(
	pixels: Float32Array,
	background: Float32Array,
	side: number,
	centre: { u: number; v: number },
	radius: number
): void {
	const softness = 0.02;
	for (let y = 0, i = 0; y < side; y++)
		for (let x = 0; x < side; x++, i += 3) {
			const distance = Math.hypot((x + 0.5) / side - centre.u, (y + 0.5) / side - centre.v);
			const depth = (radius - distance) / softness;
			if (depth > 6) continue;
			const share = depth < -6 ? 0 : 1 / (1 + Math.exp(-depth));
			for (let c = 0; c < 3; c++) pixels[i + c] = share * pixels[i + c]! + (1 - share) * background[i + c]!;
		}
}

/**
 * Puts a bottle of one crop into another: `background` shows outside a shape that is a disc about the mouth and
 * widens like a neck and its shoulders towards `foot`, then goes on like a body. The shape's edge is a sigmoid.
 *
 * @param mouth and `foot`, a point on the bottle's axis below the mouth, in fractions of the crop's side
 * @param width the mouth's, in fractions of the crop's side
 * @param slack 0 cuts close to the glass, 1 leaves half a mouth's width around it
 */
export function pasteBottle(
	pixels: Float32Array,
	background: Float32Array,
	side: number,
	mouth: { u: number; v: number },
	foot: { u: number; v: number },
	width: number,
	slack: number
): void {
	const softness = 0.15 * width;
	const length = Math.hypot(foot.u - mouth.u, foot.v - mouth.v);
	const [axisU, axisV] = [(foot.u - mouth.u) / length, (foot.v - mouth.v) / length];
	for (let y = 0, i = 0; y < side; y++)
		for (let x = 0; x < side; x++, i += 3) {
			const [du, dv] = [(x + 0.5) / side - mouth.u, (y + 0.5) / side - mouth.v];
			const along = (du * axisU + dv * axisV) / width;
			const across = Math.abs(du * axisV - dv * axisU);
			const radius = (0.62 + 0.5 * slack + Math.max(0, Math.min(1.2, (along - 1) * 0.4))) * width;
			const depth = (radius - (along < 0 ? Math.hypot(du, dv) : across)) / softness;
			if (depth > 6) continue;
			const share = depth < -6 ? 0 : 1 / (1 + Math.exp(-depth));
			for (let c = 0; c < 3; c++) pixels[i + c] = share * pixels[i + c]! + (1 - share) * background[i + c]!;
		}
}

/** Fills with a plain ground, often white or grey, that grows a little lighter or darker to one side. */
export function plainGround(into: Float32Array, side: number, random: Random): void {
	const grey = random.chance(0.6);
	const light = random.chance(0.4) ? random.uniform(200, 255) : random.uniform(10, 230);
	const colour = [0, 1, 2].map(() => (grey ? light + random.normal() * 6 : random.uniform(0, 255)));
	const angle = random.uniform(0, 2 * Math.PI);
	const slope = random.uniform(0, 60);
	for (let y = 0, i = 0; y < side; y++)
		for (let x = 0; x < side; x++, i += 3) {
			const shade = slope * (((x - side / 2) * Math.cos(angle) + (y - side / 2) * Math.sin(angle)) / side);
			for (let c = 0; c < 3; c++) into[i + c] = colour[c]! + shade;
		}
}

/** Mirrors left and right. */
export function mirror(pixels: Float32Array, side: number): void {
	for (let y = 0; y < side; y++)
		for (let x = 0; x < side >> 1; x++)
			for (let c = 0; c < 3; c++) {
				const a = (y * side + x) * 3 + c;
				const b = (y * side + side - 1 - x) * 3 + c;
				const kept = pixels[a]!;
				pixels[a] = pixels[b]!;
				pixels[b] = kept;
			}
}
