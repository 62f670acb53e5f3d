import { describe, expect, it } from 'vitest';
import { isBottleThere, NOTHING_SEEN, observe, type Presence, type Sighting } from './presence';

const POLICY = { arriveMs: 120, leaveMs: 300, hiddenMs: 1500, jumpWidths: 1.2, gapMs: 1500 };
const mouthAt = (x: number, width = 0.1): Sighting => ({ kind: 'mouth', mouth: { x, y: 0.4, width } });
const NOTHING: Sighting = { kind: 'nothing' };
const HIDDEN: Sighting = { kind: 'hidden' };

/** One sighting every 100 ms, from the newest frame on. */
function watch(start: Presence, sightings: Sighting[], everyMs = 100): Presence {
	let at = Math.max(0, start.atMs);
	return sightings.reduce((presence, sighting) => observe(presence, sighting, (at += everyMs), POLICY), start);
}

describe('presence of a bottle', () => {
	it('begins with the second frame that shows a mouth for long enough', () => {
		const once = watch(NOTHING_SEEN, [mouthAt(0.5)]);
		expect(once.phase).toBe('arriving');
		expect(isBottleThere(once)).toBe(false);
		expect(watch(once, [mouthAt(0.5)]).phase).toBe('arriving');
		expect(watch(once, [mouthAt(0.5), mouthAt(0.5)])).toMatchObject({ phase: 'present', bottle: 1 });
	});

	it('makes no bottle of a glimpse', () => {
		const presence = watch(NOTHING_SEEN, [mouthAt(0.5), NOTHING, NOTHING]);
		expect(presence.phase).toBe('absent');
	});

	it('survives a frame or two in which the mouth is not found', () => {
		const there = watch(NOTHING_SEEN, [mouthAt(0.5), mouthAt(0.5), mouthAt(0.5)]);
		const back = watch(there, [NOTHING, NOTHING, mouthAt(0.5)]);
		expect(back).toMatchObject({ phase: 'present', bottle: 1 });
	});

	it('ends when the mouth stays away', () => {
		const there = watch(NOTHING_SEEN, [mouthAt(0.5), mouthAt(0.5), mouthAt(0.5)]);
		expect(watch(there, [NOTHING, NOTHING, NOTHING, NOTHING]).phase).toBe('absent');
	});

	it('keeps a bottle whose mouth a hand covers for a second', () => {
		const there = watch(NOTHING_SEEN, [mouthAt(0.5), mouthAt(0.5), mouthAt(0.5)]);
		const covered = watch(
			there,
			Array.from({ length: 10 }, () => HIDDEN)
		);
		expect(covered).toMatchObject({ phase: 'leaving', bottle: 1 });
		expect(watch(covered, [mouthAt(0.5)])).toMatchObject({ phase: 'present', bottle: 1 });
	});

	it('takes a neck that glides through the picture for one bottle', () => {
		const glide = Array.from({ length: 12 }, (_, i) => mouthAt(0.05 + i * 0.08));
		expect(watch(NOTHING_SEEN, glide)).toMatchObject({ phase: 'present', bottle: 1 });
	});

	it('follows a neck that moves by more than a width a frame once its course is known', () => {
		const sprint = [0.1, 0.15, 0.22, 0.31, 0.43, 0.57, 0.72, 0.88].map((x) => mouthAt(x));
		expect(watch(NOTHING_SEEN, sprint)).toMatchObject({ phase: 'present', bottle: 1 });
	});

	it('tells the next bottle by its jump, though no empty frame lay between', () => {
		const first = watch(NOTHING_SEEN, [mouthAt(0.3), mouthAt(0.3), mouthAt(0.3)]);
		expect(watch(first, [mouthAt(0.6)])).toMatchObject({ phase: 'arriving', bottle: 2 });
	});

	it('ignores a frame that is not newer than the last', () => {
		const there = watch(NOTHING_SEEN, [mouthAt(0.5), mouthAt(0.5)]);
		expect(observe(there, NOTHING, there.atMs, POLICY)).toBe(there);
	});
});
