import { execFileSync } from 'node:child_process';

/** What a run itself writes; a change there says nothing about the code that ran. */
const WRITTEN = ['bench/results', 'docs', 'model/folds', 'model/results', 'model/runs', 'static'];

/**
 * The commit that is checked out, short, with `-dirty` behind it where tracked files other than results differ from it:
 * then nobody can get the code back that a figure was measured with. Null outside a checkout.
 */
export function commit(folder = process.cwd()): string | null {
	const git = (...args: string[]) =>
		execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
	try {
		const changed = git('diff', '--name-only', 'HEAD', '--', ':/', ...WRITTEN.map((path) => `:(top,exclude)${path}`));
		return git('rev-parse', '--short', 'HEAD') + (changed ? '-dirty' : '');
	} catch {
		return null;
	}
}
