import { describe, expect, it } from 'vitest';
import { isMarked, type MarkedPicture } from '../samplers/judge-sampler';
import { drawnPicture } from '../testing';
import { splitByOrder } from './own-pictures';

const own = (label: 'open' | 'closed', groups: string[]): MarkedPicture[] =>
	groups.map((group, i) => drawnPicture(label, i, { group })).filter(isMarked);
const names = (pictures: readonly MarkedPicture[]) => pictures.map(({ label, group }) => `${label}/${group}`);

describe('splitByOrder', () => {
	it('holds back the last by name of each label', () => {
		const pictures = [...own('open', ['a', 'b', 'c', 'd', 'e']), ...own('closed', ['v', 'w', 'x', 'y', 'z'])];
		const { training, heldBack } = splitByOrder(pictures, 0.4);
		expect(names(heldBack).toSorted()).toEqual(['closed/y', 'closed/z', 'open/d', 'open/e']);
		expect(training).toHaveLength(6);
	});

	it('never parts a group', () => {
		const pictures = own('open', ['a', 'a', 'b', 'b', 'b', 'b']);
		expect(names(splitByOrder(pictures, 0.2).heldBack)).toEqual(['open/b', 'open/b', 'open/b', 'open/b']);
	});

	it('leaves something to train on where all is one group', () => {
		const { training, heldBack } = splitByOrder(own('open', ['a', 'a', 'a']), 0.5);
		expect(training).toHaveLength(3);
		expect(heldBack).toHaveLength(0);
	});
});
