import { describe, expect, it } from 'vitest';
import { ofPlaywright, ofVitest } from './test-reports';

describe('ofVitest', () => {
	it('names what failed and passed, and the files to run once more', () => {
		const test = (fullName: string, status: string) => ({ fullName, status });
		const found = ofVitest({
			numPassedTests: 2,
			numFailedTests: 1,
			numPendingTests: 0,
			testResults: [
				{ name: 'a.test.ts', status: 'failed', assertionResults: [test('one', 'failed'), test('two', 'passed')] },
				{ name: 'b.test.ts', status: 'passed', assertionResults: [test('one', 'passed')] }
			]
		});
		expect(found.failures).toEqual(['a.test.ts: one']);
		expect(found.passedNames).toEqual(['a.test.ts: two', 'b.test.ts: one']);
		expect(found.failedFiles).toEqual(['a.test.ts']);
	});

	it('takes a report that was not written for nothing passed', () => {
		expect(ofVitest(null)).toMatchObject({ passed: 0, failed: 0, failures: [] });
	});
});

describe('ofPlaywright', () => {
	it('counts a test that passed at its second attempt as passed, and names it', () => {
		const spec = (title: string, status: string) => ({ file: 'x.spec.ts', title, tests: [{ status }] });
		const count = ofPlaywright({
			stats: { expected: 1, unexpected: 1, flaky: 1, skipped: 0 },
			suites: [{ specs: [spec('a', 'expected')], suites: [{ specs: [spec('b', 'flaky'), spec('c', 'unexpected')] }] }]
		});
		expect(count).toEqual({
			passed: 2,
			failed: 1,
			skipped: 0,
			failures: ['x.spec.ts: c'],
			flaky: ['x.spec.ts: b']
		});
	});
});
