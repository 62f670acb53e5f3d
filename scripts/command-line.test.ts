import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runScript } from '../tests/support/run-script';

/** These print to other places or end with other statuses, as their usage says; tests of their own hold them to it. */
const APART = ['classify.ts', 'verify-chain.ts'];

/** Started here, because they load little: those with a browser or TensorFlow.js take seconds each to say the same. */
const LIGHT = ['backup.ts', 'bench.ts', 'load-report.ts', 'performance-doc.ts', 'serve-static.ts', 'test-all.ts'];

const run = (script: string, ...arguments_: string[]) => runScript(join('scripts', script), ...arguments_);

it('every script that takes options reads them where a wrong one is answered with a sentence', () => {
	const taking = readdirSync('scripts')
		.filter((file) => /(?<!\.test)\.ts$/.test(file) && !APART.includes(file))
		.map((file) => ({ file, source: readFileSync(join('scripts', file), 'utf8') }))
		.filter(({ source }) => source.includes('parseArgs('));
	expect(taking.length).toBeGreaterThan(20);
	for (const { file, source } of taking) {
		expect(source, file).toMatch(/await runCommand\(USAGE, readArguments, main, '/);
		// At the module's level it would throw before anyone could catch it.
		expect(source, file).not.toMatch(/^const \{.*\} = parseArgs\(/m);
	}
});

it('an unknown option is answered with a sentence and the usage', async () => {
	const ended = await Promise.all(LIGHT.map(async (script) => ({ script, ...(await run(script, '--unheard-of')) })));
	for (const { script, status, stdout, stderr } of ended) {
		expect(stderr, script).toMatch(/^Unknown option '--unheard-of'.*\n\n/);
		expect(stderr, script).toMatch(/^ {2}(npm run|npm test|tsx scripts)/m);
		expect(stderr, script).not.toMatch(/^ +at /m);
		expect({ status, stdout }, script).toEqual({ status: 2, stdout: '' });
	}
}, 120_000);

it('what an option cannot be is said before anything is done', async () => {
	const wrong: [words: string, script: string, ...arguments_: string[]][] = [
		['--seconds is a number of 0 or more, not -1', 'load-report.ts', '--seconds=-1'],
		['--port is a whole number of 0 or more, not ', 'serve-static.ts', '--port='],
		['--tablets is a whole number above 0, not ten', 'load-report.ts', '--tablets', '1,ten'],
		['no benchmark speed', 'bench.ts', '--only', 'speed'],
		['no step speed', 'test-all.ts', '--only', 'speed'],
		['--role is missing or wrong', 'tokens.ts', 'create', '--role', 'root', '--label', 'Me'],
		['the file is missing', 'backup.ts', 'save']
	];
	const ended = await Promise.all(
		wrong.map(async ([words, script, ...rest]) => ({ words, ...(await run(script, ...rest)) }))
	);
	for (const { words, status, stdout, stderr } of ended) {
		expect(stderr.split('\n\n')[0]).toBe(words);
		expect({ status, stdout }, words).toEqual({ status: 2, stdout: '' });
	}
}, 120_000);
