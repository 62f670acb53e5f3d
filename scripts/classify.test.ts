import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const FILES = 'tests/fixtures/files/';
const PHOTOGRAPHS = '../shared/data/real/images/challenge';

function classify(...arguments_: string[]) {
	const { stdout, stderr, status } = spawnSync('npm', ['run', '--silent', 'classify', '--', ...arguments_], {
		encoding: 'utf8',
		maxBuffer: 1 << 26
	});
	return { lines: stdout.split('\n').filter(Boolean), stderr, status };
}

describe('npm run --silent classify', () => {
	it('prints one object a line in the order of the arguments, and goes on after a file that cannot be judged', () => {
		const files = ['plain.png', 'empty.jpg', 'exif-6.jpg', 'huge.png', 'text.jpg', 'absent.jpg'].map((f) => FILES + f);
		const { lines, status } = classify('--json', ...files);
		const objects = lines.map((line) => JSON.parse(line));
		expect(objects.map(({ file }) => file)).toEqual(files);
		expect(objects.map(({ error }) => error?.code)).toEqual([
			undefined,
			'empty-file',
			undefined,
			'image-too-large',
			'not-an-image',
			'unreadable-file'
		]);
		expect(status).toBe(1);
	});

	it('gives every promised field, probabilities that sum to one and places within the picture', () => {
		const { lines, status } = classify('--json', `${FILES}plain.jpg`);
		const line = JSON.parse(lines[0]!);
		expect(line).toMatchObject({
			verdict: expect.stringMatching(/^(open|closed|unsure|no-bottle)$/),
			confidence: expect.any(Number),
			modelVersion: expect.stringMatching(/^[0-9a-f]{12}$/),
			latencyMs: expect.any(Number)
		});
		const { open, closed, none } = line.probabilities;
		expect(open + closed + none).toBeCloseTo(1, 6);
		if (line.mouth) for (const place of [line.mouth.x, line.mouth.y, line.mouth.width]) expect(place).toBeLessThan(2);
		expect(status).toBe(0);
	});

	it('gives the same lines in the same order on two threads as on one, faults included', () => {
		const files = Array.from({ length: 48 }, (_, i) => FILES + ['plain.png', 'empty.jpg', 'exif-6.jpg'][i % 3]!);
		const withoutTime = (line: string) => ({ ...JSON.parse(line), latencyMs: undefined });
		const [one, two] = ['1', '2'].map((threads) => classify('--json', '--threads', threads, ...files));
		expect(two!.lines.map(withoutTime)).toEqual(one!.lines.map(withoutTime));
		expect(two!.lines).toHaveLength(48);
		expect(two!.status).toBe(1);
	}, 240_000);

	it('takes a folder for the images in it', () => {
		const { lines } = classify('--json', FILES);
		const names = lines.map((line) => JSON.parse(line).file.split('/').at(-1));
		expect(names).toEqual(
			readdirSync(FILES)
				.filter((name) => !name.endsWith('.ts'))
				.sort()
		);
	});

	it('judges the pictures that a folder links to, and says so where it holds none', () => {
		const folder = mkdtempSync(join(tmpdir(), 'linked '));
		try {
			const empty = classify('--json', folder);
			expect(empty).toMatchObject({ lines: [], status: 1, stderr: `no picture in ${folder}\n` });
			symlinkSync(resolve(FILES, 'plain.jpg'), join(folder, 'linked.jpg'));
			symlinkSync(join(folder, 'gone'), join(folder, 'nowhere.jpg'));
			const { lines, status } = classify('--json', folder);
			const [linked, nowhere] = lines.map((line) => JSON.parse(line));
			expect(linked).toMatchObject({ file: join(folder, 'linked.jpg'), confidence: expect.any(Number) });
			expect(nowhere.error.code).toBe('unreadable-file');
			expect(status).toBe(1);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it('ends in silence where its reader stops early', () => {
		const command = `npx tsx scripts/classify.ts --json ${FILES} ${FILES} | head -n 1`;
		const { stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
		expect(stdout.split('\n')).toHaveLength(2);
		expect(stderr).toBe('');
	});

	it.each([[[]], [['--unknown', 'a.jpg']]])('exits with 2 and its usage on wrong use: %j', (arguments_) => {
		const { status, stderr } = classify(...arguments_);
		expect(status).toBe(2);
		expect(stderr).toContain('npm run --silent classify');
	});

	it.skipIf(!existsSync(PHOTOGRAPHS))('answers open or closed on most of the photographs of the challenge', () => {
		const files = readdirSync(PHOTOGRAPHS).filter((_, i) => i % 10 === 0);
		const { lines, status } = classify('--json', ...files.map((f) => `${PHOTOGRAPHS}/${f}`));
		const answered = lines.filter((line) => /"verdict":"(open|closed)"/.test(line));
		expect(status).toBe(0);
		expect(answered.length / files.length).toBeGreaterThan(0.8);
	});
});

if (!existsSync(PHOTOGRAPHS)) console.log('skipped: tests on shared photographs, which are not part of the repository');
