import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { decodePath } from '../src/lib/capture/decode-node';
import { goldenPicture } from '../src/lib/inference/self-test';
import { letterbox } from '../src/lib/preprocess/letterbox';
import { sampleRegion } from '../src/lib/preprocess/sample-region';
import { keep } from './lib/interleave';
import { judgeFiles } from './lib/judge-files';
import { openEngine } from './lib/local-engine';

const USAGE = `Measures the command line on JPEGs of 640 x 480 pixels: images a second, decoding included, and where a
picture's processor time goes.

  tsx scripts/bench-cli.ts [--pictures 120] [--rounds 3]

Processor time hardly depends on what else the machine does, wall time does: both are printed.
`;

const { values } = parseArgs({
	options: {
		pictures: { type: 'string', default: '120' },
		rounds: { type: 'string', default: '3' },
		help: { type: 'boolean' }
	}
});
if (values.help) process.stdout.write(USAGE);
else await main(Number(values.pictures), Number(values.rounds));

async function main(pictures: number, rounds: number): Promise<void> {
	const files = await rendered(pictures);
	const runs = [];
	// In turn, so that other load meets one thread and several alike.
	for (let round = 0; round < rounds; round++) {
		for (const threads of new Set([1, availableParallelism()])) runs.push(await throughput(files, threads));
	}
	for (const { threads, perSecond, cpuMs } of runs) {
		console.log(
			`  ${threads} thread(s): ${perSecond.toFixed(1)} images/s by the clock; ${cpuMs.toFixed(1)} ms of processor time each`
		);
	}
	const stages = await stagesOf(files);
	const total = stages.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
	console.log('\n  processor time by stage, ms an image');
	for (const { stage, cpuMs } of stages) {
		console.log(
			`  ${stage.padEnd(40)}${cpuMs.toFixed(2).padStart(8)}${`${((cpuMs / total) * 100).toFixed(0)} %`.padStart(7)}`
		);
	}
	const onTwoIdleCores = 2000 / total;
	console.log(`\n  two cores of their own would do ${onTwoIdleCores.toFixed(0)} images/s at this processor time`);
	keep('cli', { pictures, runs, stages, onTwoIdleCores });
}

/** JPEGs drawn by code, so that anyone measures the same. */
async function rendered(count: number): Promise<string[]> {
	const folder = '.tmp/bench/cli';
	mkdirSync(folder, { recursive: true });
	return Promise.all(
		Array.from({ length: count }, async (_, i) => {
			const { data, width, height } = goldenPicture(i + 1);
			const file = join(folder, `${i}.jpg`);
			await sharp(data, { raw: { width, height, channels: 4 } })
				.resize(640, 480, { fit: 'contain', background: '#998' })
				.flatten()
				.jpeg({ quality: 88 })
				.toFile(file);
			return file;
		})
	);
}

/** The first line is not timed: engines start until then. */
async function throughput(files: readonly string[], threads: number) {
	let began = 0;
	let cpu = process.cpuUsage();
	let lines = 0;
	for await (const line of judgeFiles(files, { threads })) {
		if ('error' in line) throw new Error(`${line.file}: ${line.error.message}`);
		if (lines++ > 0) continue;
		began = performance.now();
		cpu = process.cpuUsage();
	}
	const { user, system } = process.cpuUsage(cpu);
	const judged = lines - 1;
	const seconds = (performance.now() - began) / 1000;
	return { threads, perSecond: judged / seconds, cpuMs: (user + system) / 1000 / judged };
}

async function stagesOf(files: readonly string[]) {
	const engine = await openEngine();
	const { spec, normalisation } = engine.manifest.locator;
	const image = await decodePath(files[0]!);
	const decode = await cpuOf(() => decodePath(files[0]!));
	const sample = await cpuOf(async () => {
		sampleRegion(image, letterbox(image.width, image.height), spec.inputSize, normalisation);
	});
	const judge = await cpuOf(() => engine.judge(image));
	return [
		{ stage: 'decoding the JPEG', cpuMs: decode },
		{ stage: 'resampling the whole picture', cpuMs: sample },
		{ stage: 'networks, crops and the rest of judging', cpuMs: judge - sample }
	];
}

/** Median processor time of one call, ms. */
async function cpuOf(work: () => Promise<unknown>, n = 40): Promise<number> {
	for (let i = 0; i < 10; i++) await work();
	const all: number[] = [];
	for (let i = 0; i < n; i++) {
		const before = process.cpuUsage();
		await work();
		const { user, system } = process.cpuUsage(before);
		all.push((user + system) / 1000);
	}
	return all.sort((a, b) => a - b)[n >> 1]!;
}
