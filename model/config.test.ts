import { describe, expect, it } from 'vitest';
import { isHeldOut } from './config';

describe('isHeldOut', () => {
	it('goes by the fold of whole sources', () => {
		expect(isHeldOut({ holdOut: [0, 5] }, { fold: 5, group: 'x' })).toBe(true);
		expect(isHeldOut({ holdOut: [0, 5] }, { fold: 1, group: 'x' })).toBe(false);
	});

	it('and by the room within one source', () => {
		const config = { holdOut: [], holdOutGroups: ['challenge:car'] };
		expect(isHeldOut(config, { fold: 0, group: 'challenge:car' })).toBe(true);
		expect(isHeldOut(config, { fold: 0, group: 'challenge:home' })).toBe(false);
	});
});
