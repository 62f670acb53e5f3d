import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const USAGE = `Judges many frames in a real browser, on WebGL and on WASM, and fails if one tensor or one byte on the GPU stays behind.

  npm run soak [-- --frames 10000]

The suite runs the same test with few frames. On a GPU in software 10,000 frames take hours.
`;

const { values } = parseArgs({
	options: { frames: { type: 'string', default: '10000' }, help: { type: 'boolean', short: 'h' } }
});
const frames = Number(values.frames);
if (values.help) process.stdout.write(USAGE);
else if (!Number.isInteger(frames) || frames < 1) {
	process.stderr.write(USAGE);
	process.exitCode = 2;
} else {
	const env = { ...process.env, VITE_SOAK_FRAMES: String(frames) };
	const run = ['vitest', 'run', '--project', 'browser', 'src/lib/inference/soak.browser.test.ts'];
	process.exitCode = spawnSync('npx', run, { stdio: 'inherit', env }).status ?? 1;
}
