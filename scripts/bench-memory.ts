import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseArgs } from 'node:util';
import cliProgress from 'cli-progress';
import { startNodeBackend } from '../src/lib/inference/backend-node';
import { Engine } from '../src/lib/inference/engine';
import { folderSource } from '../src/lib/inference/fs-source';
import { currentVersion, readModel } from '../src/lib/inference/model-source';
import { goldenPicture } from '../src/lib/inference/self-test';
import { amount, runCommand, wholeNumber } from './lib/command';
import { keep } from './lib/interleave';
import { SHIPPED_MODEL } from './lib/local-engine';

const USAGE = `Judges many frames and reloads the model many times on WASM in one process, and says whether tensors, the JS
heap and the process stay flat. Exits with 1 where tensors grow, or the heap by more than --heap.

  tsx scripts/bench-memory.ts [--frames 10000] [--reloads 100] [--heap 8] [--samples 20]

  --heap MB     growth of the collected JS heap that is called flat, from the first tenth of the run on
`;

function readArguments() {
	const { values } = parseArgs({
		options: {
			frames: { type: 'string', default: '10000' },
			reloads: { type: 'string', default: '100' },
			heap: { type: 'string', default: '8' },
			samples: { type: 'string', default: '20' },
			help: { type: 'boolean' }
		}
	});
	return {
		help: values.help,
		frames: wholeNumber('frames', values.frames),
		reloads: wholeNumber('reloads', values.reloads),
		heap: amount('heap', values.heap),
		samples: wholeNumber('samples', values.samples)
	};
}

type Options = ReturnType<typeof readArguments>;

interface Sample {
	readonly done: number;
	readonly tensors: number;
	readonly heapBytes: number;
	readonly residentBytes: number;
}

// Collecting by hand shows what is held, not what is merely not collected yet.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

async function main(options: Options): Promise<number> {
	const backend = await startNodeBackend();
	const source = folderSource(SHIPPED_MODEL);
	const files = await readModel(source, await currentVersion(source));
	const load = () => Engine.load(files, backend);
	const engine = await load();
	const pictures = [1, 2, 3, 4].map(goldenPicture);
	const frames = await follow('frames', options.frames, options.samples, engine, (i) =>
		engine.judge(pictures[i % 4]!, { evidence: i % 50 === 0, allMouths: i % 25 === 0 })
	);
	const reloads = await follow('reloads', options.reloads, options.samples, engine, async () =>
		(await load()).dispose()
	);
	engine.dispose();
	const left = engine.memory().numTensors;
	const outcomes = {
		frames: report('frames', frames, options.heap),
		reloads: report('reloads', reloads, options.heap)
	};
	console.log(`  tensors left after disposing: ${left}`);
	keep('memory', { modelVersion: files.manifest.version, tensorsLeft: left, outcomes, frames, reloads });
	return left > 0 || !outcomes.frames.flat || !outcomes.reloads.flat ? 1 : 0;
}

async function follow(
	label: string,
	count: number,
	looks: number,
	engine: Engine,
	once: (i: number) => Promise<unknown>
): Promise<Sample[]> {
	const bar = new cliProgress.SingleBar({ format: `${label} {bar} {value}/{total} {eta_formatted}` });
	const every = Math.max(1, Math.floor(count / looks));
	const samples: Sample[] = [];
	bar.start(count, 0);
	for (let i = 0; i < count; i++) {
		await once(i);
		if ((i + 1) % every > 0) continue;
		collect();
		const { heapUsed, rss } = process.memoryUsage();
		samples.push({ done: i + 1, tensors: engine.memory().numTensors, heapBytes: heapUsed, residentBytes: rss });
		bar.update(i + 1);
	}
	bar.stop();
	return samples;
}

/** Growth from the first tenth on: until then caches of the runtime fill. */
function report(label: string, samples: readonly Sample[], flatMegabytes: number) {
	const settled = samples.slice(Math.floor(samples.length / 10));
	const [first, last] = [settled[0]!, settled.at(-1)!];
	const megabytes = (bytes: number) => Math.round(bytes / 1e4) / 100;
	const growth = {
		of: last.done - first.done,
		tensors: last.tensors - first.tensors,
		heapMegabytes: megabytes(last.heapBytes - first.heapBytes),
		residentMegabytes: megabytes(last.residentBytes - first.residentBytes)
	};
	const flat = growth.tensors === 0 && growth.heapMegabytes <= flatMegabytes;
	console.log(
		`\n  ${label}: over ${growth.of}, tensors ${signed(growth.tensors)}, JS heap ${signed(growth.heapMegabytes)} MB, process ${signed(growth.residentMegabytes)} MB: ${flat ? 'flat' : 'NOT FLAT'}`
	);
	return { n: last.done, flat, growth };
}

function signed(value: number): string {
	return value > 0 ? `+${value}` : String(value);
}

await runCommand(USAGE, readArguments, main, 'cannot measure');
