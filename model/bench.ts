import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { weightShapes } from '../src/lib/inference/network/shapes';
import { judgeForward } from '../src/lib/inference/network/judge';
import { servingOps } from '../src/lib/inference/network/layers';
import { compileKernels, instantiateKernels } from './gradients/wasm-kernels';
import { wasmTrainingOps } from './gradients/training-ops';
await tf.setBackend('wasm');
import { registerElementaryGradients } from './gradients/elementary';
const kernels = await instantiateKernels(await compileKernels());
registerElementaryGradients(kernels);
const ops = wasmTrainingOps(kernels);
const c = [8, 8, 8, 16, 16, 16, 24, 24, 24, 24, 32, 32, 32, 56, 56, 56, 112];
const s = [1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1];
for (const side of [96, 128]) {
	const spec = {
		kind: 'judge' as const,
		inputSize: side,
		trunk: {
			stem: { channels: 16, stride: 2 as const },
			blocks: c.map((channels, i) => ({ expansion: i ? 6 : 1, channels, stride: s[i]! as 1 | 2 }))
		},
		headChannels: 128,
		classes: 3
	};
	const w = Object.fromEntries(
		weightShapes(spec).map(({ name, shape }) => [
			name,
			tf.variable(
				tf.randomNormal(
					shape,
					0,
					shape.length === 4
						? Math.sqrt(2 / (name.includes('depthwise') ? 9 : shape[0]! * shape[1]! * shape[2]!))
						: 0.01
				)
			)
		])
	);
	console.log(
		side,
		'params',
		Object.values(w).reduce((a, t) => a + t.size, 0)
	);
	const x = tf.randomNormal<tf.Rank.R4>([32, side, side, 3]);
	const step = () =>
		tf.tidy(() => {
			const { value, grads } = tf.variableGrads(() => {
				const l = judgeForward(spec, w, x, ops).logits;
				return tf.mean(tf.reshape(l, [-1]), [0]) as tf.Scalar;
			});
			let n = 0;
			for (const g of Object.values(grads)) n += g.dataSync()[0]!;
			return n;
		});
	step();
	let t = performance.now();
	for (let i = 0; i < 4; i++) step();
	console.log('train img/s', (32 * 4) / ((performance.now() - t) / 1000));
	let t2 = performance.now();
	for (let i = 0; i < 4; i++) tf.tidy(() => judgeForward(spec, w, x, servingOps).logits.dataSync());
	console.log('forward img/s', (32 * 4) / ((performance.now() - t2) / 1000));
}
