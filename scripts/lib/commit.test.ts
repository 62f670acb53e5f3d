import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commit } from './commit';

describe('the commit that figures name', () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'commit-'));
	});
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	function checkout(): void {
		const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
		mkdirSync(join(folder, 'bench/results'), { recursive: true });
		writeFileSync(join(folder, 'code.ts'), 'one');
		writeFileSync(join(folder, 'bench/results/cli.json'), '1');
		git('init');
		git('add', '.');
		git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-m', 'one');
	}

	it('is HEAD alone where nothing but results has changed', () => {
		checkout();
		writeFileSync(join(folder, 'bench/results/cli.json'), '2');
		writeFileSync(join(folder, 'untracked.txt'), 'new');
		expect(commit(folder)).toMatch(/^[0-9a-f]{7,}$/);
	});

	it('says that the code was changed', () => {
		checkout();
		writeFileSync(join(folder, 'code.ts'), 'two');
		expect(commit(folder)).toMatch(/^[0-9a-f]{7,}-dirty$/);
	});

	it('is null outside a checkout', () => {
		expect(commit(folder)).toBeNull();
	});
});
