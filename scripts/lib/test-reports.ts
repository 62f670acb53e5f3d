import { relative } from 'node:path';

/** What a step of the test command counted, and by name what failed or failed only once. */
export interface Count {
	passed: number;
	failed: number;
	skipped: number;
	failures?: readonly string[];
	flaky?: readonly string[];
}

/** The part of Vitest's JSON report that is read here. */
export interface VitestReport {
	numPassedTests: number;
	numFailedTests: number;
	numPendingTests: number;
	testResults: {
		name: string;
		status: string;
		assertionResults: { fullName: string; status: string }[];
	}[];
}

/** Tests of a Vitest report by name, and the files in which one failed; nothing of a report that was not written. */
export function ofVitest(report: VitestReport | null) {
	const files = (report?.testResults ?? []).map((file) => ({ ...file, name: relative('.', file.name) }));
	const named = (status: string) =>
		files.flatMap(({ name, assertionResults }) =>
			assertionResults.filter((test) => test.status === status).map(({ fullName }) => `${name}: ${fullName}`)
		);
	return {
		passed: report?.numPassedTests ?? 0,
		failed: report?.numFailedTests ?? 0,
		skipped: report?.numPendingTests ?? 0,
		failures: named('failed'),
		passedNames: named('passed'),
		failedFiles: files.filter(({ status }) => status === 'failed').map(({ name }) => name)
	};
}

interface PlaywrightSuite {
	specs?: { file: string; title: string; tests: { status: string }[] }[];
	suites?: PlaywrightSuite[];
}

/** The part of Playwright's JSON report that is read here. */
export interface PlaywrightReport extends PlaywrightSuite {
	stats: { expected: number; unexpected: number; flaky: number; skipped: number };
}

/** Tests of a Playwright report; one that passed at its second attempt counts as passed and is named as flaky. */
export function ofPlaywright(report: PlaywrightReport | null): Count {
	const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report?.stats ?? {};
	const specs = report ? allSpecs(report) : [];
	const named = (status: string) =>
		specs
			.filter(({ tests }) => tests.some((test) => test.status === status))
			.map(({ file, title }) => `${file}: ${title}`);
	return {
		passed: expected + flaky,
		failed: unexpected,
		skipped,
		failures: named('unexpected'),
		flaky: named('flaky')
	};
}

function allSpecs({ specs = [], suites = [] }: PlaywrightSuite): NonNullable<PlaywrightSuite['specs']> {
	return [...specs, ...suites.flatMap(allSpecs)];
}
