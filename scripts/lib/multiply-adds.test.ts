import { describe, expect, it } from 'vitest';
import { multiplyAdds } from './multiply-adds';

describe('multiply-adds', () => {
	it('are those counted by hand for a network of one block', () => {
		const spec = {
			kind: 'judge' as const,
			inputSize: 32,
			trunk: { stem: { channels: 4, stride: 2 as const }, blocks: [{ expansion: 2, channels: 6, stride: 2 as const }] },
			headChannels: 5,
			classes: 3
		};
		const stem = 16 * 16 * 3 * 3 * 3 * 4;
		const block = 16 * 16 * 4 * 8 + 8 * 8 * 3 * 3 * 8 + 8 * 8 * 8 * 6;
		expect(multiplyAdds(spec)).toBe(stem + block + 8 * 8 * 6 * 5 + 8 * 8 * 5 * 3);
	});
});
