import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { runCommand, wholeNumber } from './lib/command';
import { renderClip } from './render/clip';
import { fixtureCount, renderFixtures } from './render/fixtures';
import { renderSamples } from './render/sample-files';
import { samplePlans } from './render/samples';
import { renderSprites, spriteCount } from './render/sprites';
import { Studio } from './render/studio';
import { renderTrainSet } from './render/train-set';

const USAGE = `Renders pictures of bottles that are our own, with the truth beside them.

  npm run render -- --set SET [--out DIR] [--count N] [--seed N] [--only NAME,...]

  --set samples   the gallery's pictures                     -> static/samples
  --set sprites   the bottles of the demo's conveyor         -> static/samples/conveyor
  --set fixtures  small pictures for tests, with truth.json  -> tests/fixtures/scenes
  --set clip      a conveyor as a fake camera's film (ffmpeg) -> tests/fixtures/clip
  --set train     --count pictures with manifest.csv         -> --out (required)
  --seed N        first seed of a train set (default 1)
  --only A,B      only these samples, or for a train set only these recipes
  --mesa          draw by Mesa's llvmpipe (Debian: libgl1-mesa-dri, libegl1): 1.6 times as fast on two cores

Needs Chromium (CHROMIUM_PATH, default /usr/bin/chromium); WebGL runs in software, without a network.
`;

interface Drawn {
	readonly out: string;
	readonly count: number;
	readonly seed: number;
	readonly only: readonly string[] | null;
}
interface PictureSet {
	total(drawn: Drawn): number;
	run(studio: Studio, drawn: Drawn, tick: () => void): Promise<unknown>;
}

const SETS: Record<string, PictureSet> = {
	samples: {
		total: ({ only }) => only?.length ?? samplePlans().length,
		run: (studio, { out, only }, tick) => renderSamples(studio, out || 'static/samples', only, tick)
	},
	sprites: {
		total: () => spriteCount,
		run: (studio, { out }, tick) => renderSprites(studio, out || 'static/samples/conveyor', tick)
	},
	fixtures: {
		total: () => fixtureCount,
		run: (studio, { out }, tick) => renderFixtures(studio, out || 'tests/fixtures/scenes', tick)
	},
	clip: {
		total: () => 1,
		run: (studio, { out }, tick) => renderClip(studio, out || 'tests/fixtures/clip', tick)
	},
	train: {
		total: ({ count }) => count,
		run: (studio, { out, count, seed, only }, tick) =>
			renderTrainSet(studio, out, { count, firstSeed: seed, only }, tick)
	}
};

function readArguments() {
	const { values } = parseArgs({
		options: {
			set: { type: 'string', default: '' },
			out: { type: 'string', default: '' },
			count: { type: 'string', default: '100' },
			seed: { type: 'string', default: '1' },
			only: { type: 'string' },
			mesa: { type: 'boolean', default: false },
			help: { type: 'boolean', short: 'h', default: false }
		}
	});
	const seed = Number(values.seed);
	if (!Number.isInteger(seed)) throw new Error(`--seed is a whole number, not ${values.seed}`);
	if (!values.help) {
		if (!Object.hasOwn(SETS, values.set)) throw new Error('--set is missing or unknown');
		if (values.set === 'train' && !values.out) throw new Error('--set train needs --out');
	}
	return { ...values, count: wholeNumber('count', values.count), seed, only: values.only?.split(',') ?? null };
}

async function main(options: ReturnType<typeof readArguments>): Promise<number> {
	const { total, run } = SETS[options.set]!;
	const bar = new SingleBar({ format: '{bar} {value}/{total} · {eta_formatted} left', stream: process.stderr });
	const studio = await Studio.open({ oversampling: options.set === 'train' ? 1.5 : 2, mesa: options.mesa });
	bar.start(total(options), 0);
	try {
		await run(studio, options, () => bar.increment());
	} finally {
		bar.stop();
		await studio.close();
	}
	return 0;
}

await runCommand(USAGE, readArguments, main, 'cannot render');
