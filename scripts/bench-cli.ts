import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { decodePath } from '../src/lib/capture/decode-node';
import type { ModelManifest } from '../src/lib/domain/model-manifest';
import type { Engine } from '../src/lib/inference/engine';
import { letterbox, regionAround } from '../src/lib/preprocess/letterbox';
import { resampleOnSimd } from '../src/lib/preprocess/resample';
import { resampleInLoops } from '../src/lib/preprocess/resample-loops';
import { OUTSIDE, sampleRegion } from '../src/lib/preprocess/sample-region';
import { tentTaps } from '../src/lib/preprocess/tent-taps';
import { runCommand, wholeNumber } from './lib/command';
import { interleave, keep, table } from './lib/interleave';
import { judgeFiles } from './lib/judge-files';
import { openEngine } from './lib/local-engine';

const USAGE = `Measures the command line on JPEGs whose longer side is 640 pixels: images a second, decoding included, where
a picture's processor time goes, and what resampling on SIMD gains over loops.

  tsx scripts/bench-cli.ts [--pictures 240] [--rounds 3]

The pictures are this repository's own renders (static/samples, tests/fixtures/scenes), moved and lit a little differently.

Processor time hardly depends on what else the machine does, wall time does: both are printed.
`;

function readArguments() {
	const { values } = parseArgs({
		options: {
			pictures: { type: 'string', default: '240' },
			rounds: { type: 'string', default: '3' },
			help: { type: 'boolean' }
		}
	});
	return {
		help: values.help,
		pictures: wholeNumber('pictures', values.pictures),
		rounds: wholeNumber('rounds', values.rounds)
	};
}

type Options = ReturnType<typeof readArguments>;

async function main({ pictures, rounds }: Options): Promise<number> {
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
	const engine = await openEngine();
	const stages = await stagesOf(files, engine);
	const total = stages.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
	console.log('\n  processor time by stage, ms an image');
	for (const { stage, cpuMs } of stages) {
		console.log(
			`  ${stage.padEnd(40)}${cpuMs.toFixed(2).padStart(8)}${`${((cpuMs / total) * 100).toFixed(0)} %`.padStart(7)}`
		);
	}
	const onTwoIdleCores = 2000 / total;
	console.log(`\n  two cores of their own would do ${onTwoIdleCores.toFixed(0)} images/s at this processor time`);
	const sampling = await samplingGain(files[0]!, engine.manifest);
	engine.dispose();
	console.log(table('resampling one picture: the whole, a window and the crops of one mouth', sampling));
	keep('cli', { pictures, runs, stages, onTwoIdleCores, sampling });
	return 0;
}

/** JPEGs of scenes that this repository renders itself, so that anyone measures the same. */
async function rendered(count: number): Promise<string[]> {
	const folder = '.tmp/bench/cli';
	mkdirSync(folder, { recursive: true });
	const scenes = ['static/samples', 'tests/fixtures/scenes'].flatMap((from) =>
		readdirSync(from)
			.filter((name) => name.endsWith('.jpg'))
			.map((name) => join(from, name))
	);
	return Promise.all(
		Array.from({ length: count }, async (_, i) => {
			const file = join(folder, `${i}.jpg`);
			await sharp(scenes[i % scenes.length]!)
				.modulate({ brightness: 0.9 + (i % 21) * 0.01 })
				.resize(640, 640, { fit: 'inside' })
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

/** Means over pictures of every scene: how many mouths there are to look at decides what one costs. */
async function stagesOf(files: readonly string[], engine: Engine) {
	const { spec, normalisation } = engine.manifest.locator;
	const stages = { decode: 0, sample: 0, judge: 0 };
	const some = files.slice(0, 21);
	for (const file of some) {
		const image = await decodePath(file);
		const whole = letterbox(image.width, image.height);
		stages.decode += (await cpuOf(() => decodePath(file))) / some.length;
		stages.sample +=
			(await cpuOf(async () => void sampleRegion(image, whole, spec.inputSize, normalisation))) / some.length;
		stages.judge += (await cpuOf(() => engine.judge(image))) / some.length;
	}
	return [
		{ stage: 'decoding the JPEG', cpuMs: stages.decode },
		{ stage: 'resampling the whole picture', cpuMs: stages.sample },
		{ stage: 'networks, crops and the rest of judging', cpuMs: stages.judge - stages.sample }
	];
}

/** What the loops took over what the kernel takes, both on the squares that one picture with one mouth needs. */
async function samplingGain(file: string, { locator, judge }: ModelManifest) {
	const image = await decodePath(file);
	const mouth = { x: image.width / 2, y: image.height / 3, width: 40 };
	const squares = [
		{ region: letterbox(image.width, image.height), size: locator.spec.inputSize },
		{ region: regionAround(mouth, locator.refine.windowScale), size: locator.spec.inputSize },
		...judge.testTime.scales.map((scale) => ({
			region: regionAround(mouth, judge.cropScale * scale),
			size: judge.spec.inputSize
		}))
	];
	const { normalisation } = judge;
	const all = (resample: (...taps: Parameters<typeof resampleOnSimd>) => unknown) => () => {
		for (const { region, size } of squares) {
			const step = region.side / size;
			const across = tentTaps(region.cx - region.side / 2, step, size, image.width);
			const down = tentTaps(region.cy - region.side / 2, step, size, image.height);
			resample(image, across, down, normalisation, new Float32Array(size * size * 3), OUTSIDE);
		}
	};
	return interleave(
		'resampling',
		[
			{
				name: 'loops',
				run: all((from, across, down, _, into, outside) => resampleInLoops(from, across, down, into, outside))
			},
			{ name: 'SIMD', run: all(resampleOnSimd) }
		],
		{ rounds: 60 }
	);
}

/** Median processor time of one call, ms. */
async function cpuOf(work: () => Promise<unknown>, n = 7): Promise<number> {
	for (let i = 0; i < 2; i++) await work();
	const all: number[] = [];
	for (let i = 0; i < n; i++) {
		const before = process.cpuUsage();
		await work();
		const { user, system } = process.cpuUsage(before);
		all.push((user + system) / 1000);
	}
	return all.sort((a, b) => a - b)[n >> 1]!;
}

await runCommand(USAGE, readArguments, main, 'cannot measure');
