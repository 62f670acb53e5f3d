import { describe, expect, it } from 'vitest';
import type { Hint } from '../domain/live';
import { coach, COACH_TIMES, hintFor, isTooPoorToVote, LIMITS, SILENT_COACH, type CoachedFrame } from './coaching';
import calibrated from './coaching-limits.json';

const GOOD: CoachedFrame = {
	quality: { brightness: 0.45, glare: 0.02, sharpness: 150 },
	sighting: { kind: 'mouth', mouth: { x: 0.5, y: 0.4, width: 0.12 } },
	outside: false,
	guide: { x: 0.3, y: 0.2, width: 0.4, height: 0.6 },
	frame: { width: 1280, height: 720 },
	widthsPerSecond: 0.2
};
const mouth = (x: number, y: number, width: number): CoachedFrame['sighting'] => ({
	kind: 'mouth',
	mouth: { x, y, width }
});

describe('coaching', () => {
	it('has nothing to say about a good frame', () => {
		expect(hintFor(GOOD)).toBeNull();
	});

	it.each([
		['too-dark', { quality: { ...GOOD.quality, brightness: LIMITS.dark.speak * 0.9 } }],
		['glare', { quality: { ...GOOD.quality, glare: LIMITS.glare.speak * 1.1 } }],
		['blurred', { quality: { ...GOOD.quality, sharpness: LIMITS.sharpness.speak * 0.9 } }],
		['show-bottle', { sighting: { kind: 'nothing' } }],
		['show-mouth', { sighting: { kind: 'hidden' } }],
		['centre', { sighting: { kind: 'nothing' }, outside: true }],
		['mouth-cut-off', { sighting: mouth(0.5, 0.05, 0.12) }],
		['closer', { sighting: mouth(0.5, 0.4, 0.02) }],
		['further', { sighting: mouth(0.5, 0.4, 0.38) }],
		['hold-still', { widthsPerSecond: 6 }]
	] as [Hint, Partial<CoachedFrame>][])('says %s', (hint, change) => {
		expect(hintFor({ ...GOOD, ...change })).toBe(hint);
	});

	it('asks to hold still before it speaks of blur', () => {
		expect(hintFor({ ...GOOD, widthsPerSecond: 6, quality: { ...GOOD.quality, sharpness: 1 } })).toBe('hold-still');
	});

	it('lets a frame vote that is worth a hint but not a refusal', () => {
		const { dark, glare, sharpness } = LIMITS;
		expect(isTooPoorToVote({ ...GOOD.quality, sharpness: (sharpness.speak + sharpness.refuse) / 2 })).toBe(false);
		expect(isTooPoorToVote({ ...GOOD.quality, brightness: (dark.speak + dark.refuse) / 2 })).toBe(false);
		expect(isTooPoorToVote({ ...GOOD.quality, glare: (glare.speak + glare.refuse) / 2 })).toBe(false);
		expect(isTooPoorToVote({ ...GOOD.quality, sharpness: 1 })).toBe(true);
		expect(isTooPoorToVote({ ...GOOD.quality, brightness: 0.01 })).toBe(true);
		expect(isTooPoorToVote({ ...GOOD.quality, glare: 0.9 })).toBe(true);
	});

	it('leaves at least 98 of 100 usable photographs alone, and sees what we darkened or put out of focus', () => {
		const { photographs, coached } = calibrated;
		expect(photographs).toBeGreaterThan(500);
		expect(coached.asTaken).toBeLessThanOrEqual(0.02);
		expect(coached.defocused).toBeGreaterThan(0.95);
		expect(coached.darkened).toBeGreaterThan(0.75);
	});

	it('does not flicker: a hint must be asked for a while and stays long enough to read', () => {
		let state = SILENT_COACH;
		state = coach(state, 'closer', 0);
		state = coach(state, 'closer', COACH_TIMES.beforeMs - 1);
		expect(state.shown).toBeNull();
		state = coach(state, 'closer', COACH_TIMES.beforeMs);
		expect(state.shown).toBe('closer');
		state = coach(state, null, COACH_TIMES.beforeMs + 50);
		state = coach(state, null, COACH_TIMES.beforeMs + 450);
		expect(state.shown).toBe('closer');
		state = coach(state, null, COACH_TIMES.beforeMs + COACH_TIMES.readMs);
		expect(state.shown).toBeNull();
	});
});
