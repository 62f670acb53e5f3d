import { describe, expect, it } from 'vitest';
import { isBottleThere, NOTHING_SEEN, observe, type Sighting } from './presence';

const POLICY = { arriveMs: 120, leaveMs: 300, hiddenMs: 1500, jumpWidths: 1.2, gapMs: 1500 };
/** Fractions of the picture: a mouth's width and the guide frame. */
const WIDTH = 0.1;
const GUIDE = { from: 0.3, to: 0.7 };
const BOTTLES = 30;

interface Line {
	/** Mouth widths from neck to neck. */
	readonly spacing: number;
	/** Mouth widths a second. */
	readonly speed: number;
	/** Least and greatest time from frame to frame, milliseconds. */
	readonly frameMs: readonly [number, number];
}

/** Necks that move past the guide frame: the bottle that each arrival was, and the bottles that two frames showed. */
function pass({ spacing, speed, frameMs: [least, most] }: Line): { arrived: number[]; seen: number[] } {
	let seed = 7;
	const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
	const frames = new Map<number, number>();
	const arrived: number[] = [];
	let presence = NOTHING_SEEN;
	for (let atMs = 0, first = 0; first - (BOTTLES - 1) * spacing * WIDTH < 1;) {
		atMs += least + random() * (most - least);
		first = GUIDE.from + (speed * WIDTH * atMs) / 1000;
		const necks = Array.from({ length: BOTTLES }, (_, bottle) => ({ bottle, x: first - bottle * spacing * WIDTH }));
		const inGuide = necks.filter(({ x }) => x >= GUIDE.from && x <= GUIDE.to);
		const nearest = inGuide.sort((a, b) => Math.abs(a.x - 0.5) - Math.abs(b.x - 0.5))[0];
		const jitter = (random() - 0.5) * 0.1 * WIDTH;
		const sighting: Sighting = nearest
			? { kind: 'mouth', mouth: { x: nearest.x + jitter, y: 0.4, width: WIDTH } }
			: { kind: 'nothing' };
		const next = observe(presence, sighting, atMs, POLICY);
		const came = isBottleThere(next) && (next.bottle !== presence.bottle || !isBottleThere(presence));
		if (nearest) frames.set(nearest.bottle, (frames.get(nearest.bottle) ?? 0) + 1);
		if (nearest && came) arrived.push(nearest.bottle);
		presence = next;
	}
	return { arrived, seen: [...frames].filter(([, n]) => n >= 2).map(([bottle]) => bottle) };
}

describe('bottles on a moving line', () => {
	it.each<Line>([
		{ spacing: 3, speed: 5, frameMs: [80, 120] },
		{ spacing: 5, speed: 4, frameMs: [250, 350] },
		{ spacing: 7, speed: 4, frameMs: [250, 350] },
		{ spacing: 3, speed: 3, frameMs: [300, 600] },
		{ spacing: 5, speed: 3, frameMs: [300, 600] },
		{ spacing: 7, speed: 3, frameMs: [250, 900] },
		{ spacing: 7, speed: 2, frameMs: [250, 900] }
	])('each arrives once where two frames or more show it: $spacing apart, $speed a second, $frameMs ms', (line) => {
		const { arrived, seen } = pass(line);
		expect(seen.length).toBeGreaterThan(BOTTLES / 2);
		expect(arrived).toEqual(seen);
	});

	it('never arrive twice, however fast they pass and however seldom a frame is judged', () => {
		for (const spacing of [3, 4, 5, 6, 7]) {
			for (const speed of [1, 2, 3, 4, 5, 6]) {
				const { arrived } = pass({ spacing, speed, frameMs: [250, 900] });
				expect(new Set(arrived).size, `${spacing} apart, ${speed} a second`).toBe(arrived.length);
			}
		}
	});
});

it('a bottle that a hand moves by more than its width between two slow frames stays one bottle', () => {
	const at = (x: number): Sighting => ({ kind: 'mouth', mouth: { x, y: 0.4, width: WIDTH } });
	const first = observe(NOTHING_SEEN, at(0.4), 0, POLICY);
	expect(observe(first, at(0.55), 400, POLICY)).toMatchObject({ phase: 'present', bottle: 1 });
	expect(observe(first, at(0.6), 400, POLICY), 'a neighbour').toMatchObject({ phase: 'arriving', bottle: 2 });
});
