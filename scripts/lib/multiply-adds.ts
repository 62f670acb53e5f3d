import type { NetworkSpec } from '../../src/lib/domain/network-spec';
import { planTap, weightShapes } from '../../src/lib/inference/network/shapes';

/**
 * Multiply-adds of one forward pass, from the shapes alone: a convolution does one for each weight at each place of
 * its output (biases, activations and the mean are left out, as is usual).
 */
export function multiplyAdds(spec: NetworkSpec): number {
	let side = spec.inputSize;
	const fine = spec.kind === 'locator' ? spec.inputSize / planTap(spec).stride : 0;
	let total = 0;
	for (const { name, shape } of weightShapes(spec)) {
		if (!name.endsWith('/kernel')) continue;
		const layer = name.slice(0, -'/kernel'.length);
		if (layer === 'stem') side = Math.ceil(side / spec.trunk.stem.stride);
		const block = /^block_(\d+)\/depthwise$/.exec(layer);
		if (block) side = Math.ceil(side / spec.trunk.blocks[Number(block[1])]!.stride);
		const places = layer === 'scene/out' ? 1 : /^(fuse\/(fine|depthwise)|heat\/)/.test(layer) ? fine ** 2 : side ** 2;
		total += shape.reduce((product, length) => product * length, 1) * places;
	}
	return total;
}
