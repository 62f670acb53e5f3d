import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runScript } from '../tests/support/run-script';

const folder = mkdtempSync(join(tmpdir(), 'command line-'));
afterAll(() => rmSync(folder, { recursive: true }));
const absent = join(folder, 'absent');

/** Those that evaluate.test.ts does not ask already. */
const scripts = readdirSync('model').filter(
	(file) =>
		/(?<!\.test|^evaluate|^finetune)\.ts$/.test(file) &&
		readFileSync(join('model', file), 'utf8').includes('parseArgs(')
);

const run = (script: string, ...arguments_: string[]) => runScript(join('model', script), ...arguments_);

it('every script answers an unknown option with a sentence and its usage', async () => {
	expect(scripts.length).toBeGreaterThan(10);
	const ended = await Promise.all(scripts.map(async (script) => ({ script, ...(await run(script, '--unheard-of')) })));
	for (const { script, status, stdout, stderr } of ended) {
		expect(stderr, script).toMatch(/^Unknown option '--unheard-of'.*\n\n/);
		expect(stderr, script).toMatch(/^ {2}npm run|^Usage: np/m);
		expect(stderr, script).not.toMatch(/^ +at /m);
		expect({ status, stdout }, script).toEqual({ status: 2, stdout: '' });
	}
}, 120_000);

it('a fault is one sentence that names what is at fault', async () => {
	const broken = join(folder, 'broken.json');
	writeFileSync(broken, JSON.stringify({ ...configuration(), steps: 'many' }));
	const faults: [words: string, script: string, ...arguments_: string[]][] = [
		[`cannot train: ENOENT: no such file or directory, open '${absent}'`, 'train.ts', '--config', absent],
		[`cannot train: ${broken}: steps: `, 'train.ts', '--config', broken],
		[`cannot unpack: `, 'unpack.ts', '--model', absent, '--runs', folder],
		[`cannot export: `, 'export.ts', '--judge', absent, '--locator', absent, '--out', folder],
		[`cannot prepare: `, 'prepare.ts', '--data', absent, '--cache', join(folder, 'cache')]
	];
	const ended = await Promise.all(
		faults.map(async ([words, script, ...rest]) => ({ words, ...(await run(script, ...rest)) }))
	);
	for (const { words, status, stdout, stderr } of ended) {
		expect(stderr).toContain(words);
		expect(stderr).toMatch(/^[^\n]+\n$/);
		expect(stderr).toMatch(/absent|steps/);
		expect({ status, stdout }, words).toEqual({ status: 1, stdout: '' });
	}
}, 120_000);

it('training over a checkpoint has to be asked for', async () => {
	const config = join(folder, 'config.json');
	writeFileSync(config, JSON.stringify(configuration()));
	const checkpoint = join(folder, 'kept', 'checkpoints', 'latest.bin');
	mkdirSync(join(folder, 'kept', 'checkpoints'), { recursive: true });
	writeFileSync(checkpoint, 'weeks of work');
	const train = (...options: string[]) =>
		run('train.ts', '--config', config, '--runs', folder, '--cache', absent, ...options);
	const [refused, resumed, again] = await Promise.all([train(), train('--resume'), train('--again')]);
	expect(refused).toEqual({
		status: 1,
		stdout: '',
		stderr: `cannot train: ${join(folder, 'kept')} has a checkpoint: give --resume to go on from it, or --again to begin anew\n`
	});
	// Both go on to the next fault, there are no pictures, before anything is lost.
	for (const { stderr } of [resumed, again]) expect(stderr).toContain(`${join(absent, 'index.json')} is missing`);
	expect(readFileSync(checkpoint, 'utf8')).toBe('weeks of work');
}, 120_000);

function configuration(): object {
	return { ...(JSON.parse(readFileSync('model/configs/judge-final.json', 'utf8')) as object), name: 'kept' };
}
