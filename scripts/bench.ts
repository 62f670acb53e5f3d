import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runCommand } from './lib/command';

const USAGE = `Runs the benchmarks one after another; each prints a table with n, median, p95 and ratio, and writes its raw
repetitions to bench/results/NAME.json. At the end the figures in docs/performance.md are drawn from those files.

  npm run build:static && npm run bench [-- --only NAME[,NAME]]

  browser   against Teachable Machine's library in the same Chromium: starts, frames, bytes
  runtimes  against ONNX Runtime Web and LiteRT.js on the same networks, in the same Chromium
  limit     against the machine's own arithmetic
  cli       images a second of the command line, and where the time goes
  training  a training step against PyTorch's
  memory    10,000 frames and 100 reloads of the model

What they compare against is installed into bench/node_modules on the first run. See docs/performance.md.
`;

const NAMES = ['browser', 'runtimes', 'limit', 'cli', 'training', 'memory'];
const run = (command: string, ...parts: string[]) => spawnSync(command, parts, { stdio: 'inherit' }).status === 0;

function readArguments() {
	const { values } = parseArgs({ options: { only: { type: 'string' }, help: { type: 'boolean' } } });
	const names = values.only?.split(',') ?? NAMES;
	const unknown = names.filter((name) => !NAMES.includes(name));
	if (unknown.length > 0) throw new Error(`no benchmark ${unknown.join(', ')}`);
	return { help: values.help, names };
}

type Options = ReturnType<typeof readArguments>;

async function main({ names }: Options): Promise<number> {
	if (!existsSync('bench/node_modules')) run('npm', 'ci', '--prefix', 'bench', '--no-fund', '--no-audit');
	// A failure is said at the end; the others still run.
	const failed = names.filter((name) => !run('npx', 'tsx', `scripts/bench-${name}.ts`));
	if (!run('npx', 'tsx', 'scripts/performance-doc.ts')) failed.push('docs/performance.md');
	if (failed.length > 0) console.error(`\nfailed: ${failed.join(', ')}`);
	return failed.length > 0 ? 1 : 0;
}

await runCommand(USAGE, readArguments, main, 'cannot run the benchmarks');
