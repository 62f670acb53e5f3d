import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { renderClip } from './render/clip';
import { fixtureCount, renderFixtures } from './render/fixtures';
import { renderSamples } from './render/sample-files';
import { samplePlans } from './render/samples';
import { renderSprites, spriteCount } from './render/sprites';
import { Studio } from './render/studio';
import { renderTrainSet } from './render/train-set';

const usage = `Renders pictures of bottles that are our own, with the truth beside them.

  npm run render -- --set SET [--out DIR] [--count N] [--seed N] [--only NAME,...]

  --set samples   the gallery's pictures                     -> static/samples
  --set sprites   the bottles of the demo's conveyor         -> static/samples/conveyor
  --set fixtures  small pictures for tests, with truth.json  -> tests/fixtures/scenes
  --set clip      a conveyor as a fake camera's film (ffmpeg) -> tests/fixtures/clip
  --set train     --count pictures with manifest.csv         -> --out (required)
  --seed N        first seed of a train set (default 1)
  --only A,B      only these samples, or for a train set only these recipes
  --mesa          draw by Mesa's llvmpipe (Debian: libgl1-mesa-dri, libegl1): 1.6 times as fast on two cores

Needs Chromium (CHROMIUM_PATH, default /usr/bin/chromium); WebGL runs in software, without a network.`;

const { values } = parseArgs({
	options: {
		set: { type: 'string' },
		out: { type: 'string' },
		count: { type: 'string', default: '100' },
		seed: { type: 'string', default: '1' },
		only: { type: 'string' },
		mesa: { type: 'boolean', default: false },
		help: { type: 'boolean', short: 'h', default: false }
	}
});

function wrongUsage(reason: string): never {
	console.error(`${reason}\n\n${usage}`);
	process.exit(2);
}

if (values.help) {
	console.log(usage);
	process.exit(0);
}
const count = Number(values.count);
const seed = Number(values.seed);
if (!Number.isInteger(count) || count < 1 || !Number.isInteger(seed))
	wrongUsage('--count and --seed are whole numbers');
const only = values.only?.split(',') ?? null;

const sets = {
	samples: {
		total: only?.length ?? samplePlans().length,
		run: (studio: Studio, tick: () => void) => renderSamples(studio, values.out ?? 'static/samples', only, tick)
	},
	sprites: {
		total: spriteCount,
		run: (studio: Studio, tick: () => void) => renderSprites(studio, values.out ?? 'static/samples/conveyor', tick)
	},
	fixtures: {
		total: fixtureCount,
		run: (studio: Studio, tick: () => void) => renderFixtures(studio, values.out ?? 'tests/fixtures/scenes', tick)
	},
	clip: {
		total: 1,
		run: (studio: Studio, tick: () => void) => renderClip(studio, values.out ?? 'tests/fixtures/clip', tick)
	},
	train: {
		total: count,
		run: (studio: Studio, tick: () => void) =>
			renderTrainSet(
				studio,
				values.out ?? wrongUsage('--set train needs --out'),
				{ count, firstSeed: seed, only },
				tick
			)
	}
};
if (!values.set || !(values.set in sets)) wrongUsage('--set is missing or unknown');
if (values.set === 'train' && !values.out) wrongUsage('--set train needs --out');
const { total, run } = sets[values.set as keyof typeof sets];

const bar = new SingleBar({ format: '{bar} {value}/{total} · {eta_formatted} left', stream: process.stderr });
const studio = await Studio.open({ oversampling: values.set === 'train' ? 1.5 : 2, mesa: values.mesa });
bar.start(total, 0);
try {
	await run(studio, () => bar.increment());
} finally {
	bar.stop();
	await studio.close();
}
