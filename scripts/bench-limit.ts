import { parseArgs } from 'node:util';
import { dispose, randomNormal, tidy, zeros, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { startNodeBackend } from '../src/lib/inference/backend-node';
import { folderSource } from '../src/lib/inference/fs-source';
import { currentVersion, readModel } from '../src/lib/inference/model-source';
import { installConvolutions } from '../src/lib/inference/kernels/install';
import { judgeForward } from '../src/lib/inference/network/judge';
import { servingOps } from '../src/lib/inference/network/layers';
import { locatorForward } from '../src/lib/inference/network/locator';
import { loadWeights } from '../src/lib/inference/network/weights';
import { runCommand, wholeNumber } from './lib/command';
import { interleave, keep, table } from './lib/interleave';
import { SHIPPED_MODEL } from './lib/local-engine';
import { multiplyAdds } from './lib/multiply-adds';

const USAGE = `Says which share of the machine's arithmetic the networks reach: multiply-adds a second of a forward pass
against those of a large matrix product of the same kernels (WASM SIMD, one thread), and the same with the kernels that
TensorFlow.js brings.

  tsx scripts/bench-limit.ts [--rounds 60] [--model DIR]
`;

/** Side of the square matrices: large enough that their product is bound by arithmetic, small enough for the cache. */
const SIDE = 384;

function readArguments() {
	const { values } = parseArgs({
		options: {
			rounds: { type: 'string', default: '60' },
			model: { type: 'string', default: SHIPPED_MODEL },
			help: { type: 'boolean' }
		}
	});
	return { ...values, rounds: wholeNumber('rounds', values.rounds) };
}

type Options = ReturnType<typeof readArguments>;

async function main({ rounds, model }: Options): Promise<number> {
	await startNodeBackend();
	const build = await installConvolutions();
	const source = folderSource(model);
	const { manifest, judgeShards, locatorShards } = await readModel(source, await currentVersion(source));
	const judge = await loadWeights(manifest.judge, judgeShards);
	const locator = await loadWeights(manifest.locator, locatorShards);
	const picture = (side: number, batch: number): Tensor4D => randomNormal([batch, side, side, 3]);
	const whole = picture(manifest.locator.spec.inputSize, 1);
	const crops = picture(manifest.judge.spec.inputSize, 2);
	const a: Tensor4D = randomNormal([1, 1, SIDE, SIDE]);
	const none: Tensor1D = zeros([SIDE]);
	const locate = () => tidy(() => void locatorForward(manifest.locator.spec, locator, whole).grid.dataSync());
	const judgeCrops = () => tidy(() => void judgeForward(manifest.judge.spec, judge, crops).logits.dataSync());
	const product = () => tidy(() => void servingOps.conv(a, a, none, 1, 'linear').dataSync());
	const own = () => installConvolutions(build);
	const library = () => installConvolutions('library');
	const rows = await interleave(
		'limit',
		[
			{ name: `matrix product ${SIDE}`, prepare: own, run: product },
			{ name: 'locator', prepare: own, run: locate },
			{ name: 'judge, crop and mirror image', prepare: own, run: judgeCrops },
			{ name: `matrix product ${SIDE}, library’s kernels`, prepare: library, run: product },
			{ name: 'locator, library’s kernels', prepare: library, run: locate },
			{ name: 'judge, library’s kernels', prepare: library, run: judgeCrops }
		],
		// Both the networks' JavaScript and the kernels are compiled anew while they run; by then they have been.
		{ rounds, untimed: 20 }
	);
	dispose([whole, crops, a, none]);
	console.log(table('one forward pass', rows));
	const once = [SIDE ** 3, multiplyAdds(manifest.locator.spec), 2 * multiplyAdds(manifest.judge.spec)];
	const work = [...once, ...once];
	// The fastest repetition is the one that others on the machine disturbed least.
	const rates = rows.map(({ ms }, i) => work[i]! / Math.min(...ms) / 1000);
	const shares = rates.map((rate) => rate / rates[0]!);
	console.log('\n  multiply-adds, millions; fastest repetition, millions a second; share of the matrix product');
	rows.forEach(({ name }, i) => {
		const cells = [(work[i]! / 1e6).toFixed(1), rates[i]!.toFixed(0), `${(shares[i]! * 100).toFixed(0)} %`];
		console.log(`  ${name.padEnd(38)}${cells.map((cell) => cell.padStart(10)).join('')}`);
	});
	keep('limit', { modelVersion: manifest.version, build, multiplyAdds: work, megaRates: rates, shares, rows });
	return 0;
}

await runCommand(USAGE, readArguments, main, 'cannot measure');
