import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'own bottles '));
afterAll(() => rmSync(folder, { recursive: true }));
const [out, report] = [join(folder, 'out'), join(folder, 'report.html')];

function run(script: string, ...arguments_: string[]) {
	const { stdout, stderr, status } = spawnSync('npx', ['tsx', script, ...arguments_], { encoding: 'utf8' });
	return { stdout, stderr, status };
}
const evaluate = (...arguments_: string[]) => run('model/evaluate.ts', ...arguments_, '--out', out, '--report', report);

describe('npm run evaluate', () => {
	it('measures a folder of own pictures, and names those that it cannot judge without losing the others', () => {
		for (const label of ['open/bottle 7', 'closed']) mkdirSync(join(folder, label), { recursive: true });
		copyFileSync('static/samples/open-green.jpg', join(folder, 'open/bottle 7/ä, 1.jpg'));
		copyFileSync('static/samples/closed-amber.jpg', join(folder, 'closed/b.jpg'));
		copyFileSync('tests/fixtures/files/phone.heic', join(folder, 'closed/phone.heic'));
		const { stdout, stderr, status } = evaluate(folder);
		expect(stderr).toContain('left out: closed/phone.heic: unsupported-format');
		expect(stdout).toContain('2 pictures, 2 groups, 1 left out');
		expect(JSON.parse(readFileSync(join(out, 'evaluation.json'), 'utf8')).summary.pictures).toBe(2);
		expect(readFileSync(report, 'utf8')).toContain('closed/phone.heic: unsupported-format');
		expect(status).toBe(1);

		writeFileSync(join(folder, 'held-back.txt'), 'closed/b.jpg\nclosed/gone.jpg\n');
		const named = evaluate(folder, '--files', join(folder, 'held-back.txt'));
		expect(named.stdout).toContain('1 pictures');
		expect(named.stderr).toContain('1 of the 2 pictures');
		expect(named.status).toBe(0);
	}, 120_000);

	it.each([
		['a set that is not there', ['absent'], 1, 'cannot evaluate: there is no absent'],
		['no set', [], 2, 'no DIR_OR_MANIFEST'],
		['an unknown option', ['x', '--robust', '9'], 2, '--robust'],
		['a count that is none', ['x', '--robustness', 'all'], 2, '--robustness is a whole number, not all'],
		['a condition that is none', ['x', '--where', 'scene'], 2, '--where is COLUMN=A,B or COLUMN!=A,B, not scene'],
		['merging nothing', ['x', '--merge'], 2, '--merge and stored observations go together']
	])(
		'writes nothing and says why for %s',
		(_, arguments_, status, words) => {
			rmSync(out, { recursive: true, force: true });
			const faulty = evaluate(...arguments_);
			expect(faulty.status).toBe(status);
			expect(faulty.stderr).toContain(words);
			expect(faulty.stderr).not.toContain('    at ');
			expect(existsSync(out)).toBe(false);
		},
		60_000
	);
});

describe('npm run finetune', () => {
	it.each([
		['too few pictures', [folder, '--out', out], 1, '1 open pictures with a mouth found; 20 are needed'],
		['a folder without open/', [join(folder, 'closed')], 1, 'open is missing'],
		['steps that are none', [folder, '--steps', '0.5'], 2, '--steps and --seed are whole numbers'],
		['an unknown option', [folder, '--step', '5'], 2, '--step']
	])(
		'writes nothing and says why for %s',
		(_, arguments_, status, words) => {
			const faulty = run('model/finetune.ts', ...arguments_);
			expect(faulty.stderr).toContain(words);
			expect(faulty.stderr).not.toContain('    at ');
			expect(faulty.status).toBe(status);
			expect(existsSync(out)).toBe(false);
		},
		120_000
	);
});
