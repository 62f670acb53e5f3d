import { describe, expect, it } from 'vitest';
import { arrange } from './arrange';
import { FileCheck, type CheckState } from './file-check.svelte';
import { exampleJudged } from './test-checks';

function check(path: string, state: CheckState): FileCheck {
	const made = new FileCheck(1, { file: new File([], path), path, fromFolder: false });
	made.state = state;
	return made;
}
const judged = (path: string, ...of: Parameters<typeof exampleJudged>) =>
	check(path, { kind: 'judged', judged: exampleJudged(...of) });

const checks = [
	judged('10', 'closed', 0.99),
	judged('9', 'open', 0.95),
	check('8', { kind: 'failed', code: 'empty-file' }),
	judged('7', 'open', 0.8),
	check('6', { kind: 'waiting' }),
	judged('5', 'unsure', 0.6)
];
const paths = (list: FileCheck[]) => list.map(({ path }) => path);

describe('the list of verdicts', () => {
	it('filters by verdict and by fault', () => {
		expect(paths(arrange(checks, 'open', 'added'))).toEqual(['9', '7']);
		expect(paths(arrange(checks, 'failed', 'added'))).toEqual(['8']);
	});

	it('puts first what an inspector has to look at, the least sure before the surer', () => {
		expect(paths(arrange(checks, null, 'worry'))).toEqual(['7', '9', '5', '8', '10', '6']);
	});

	it('sorts by confidence with what has none last', () => {
		expect(paths(arrange(checks, null, 'confidence'))).toEqual(['5', '7', '9', '10', '8', '6']);
	});

	it('sorts names by their numbers and leaves the batch as it is', () => {
		expect(paths(arrange(checks, null, 'name'))).toEqual(['5', '6', '7', '8', '9', '10']);
		expect(paths(arrange(checks, null, 'added'))).toEqual(['10', '9', '8', '7', '6', '5']);
	});
});
