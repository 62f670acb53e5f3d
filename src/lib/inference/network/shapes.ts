import type { LocatorSpec, NetworkSpec, TrunkSpec } from '../../domain/network-spec';

/** Name and shape of one tensor, in the order in which the network uses it. */
export interface WeightShape {
	name: string;
	shape: number[];
}

/** Input channels, width of the depthwise convolution and output channels of one block. */
export interface BlockPlan {
	name: string;
	input: number;
	expanded: number;
	output: number;
	stride: 1 | 2;
	/** Whether the block adds its input to its output. */
	residual: boolean;
	/** Pixels of the input for each cell of the block's expansion, and of its output. */
	expansionStride: number;
	outputStride: number;
}

/** Unrolls a trunk into the channels of each block. */
export function planBlocks(trunk: TrunkSpec): BlockPlan[] {
	let input = trunk.stem.channels;
	let cell: number = trunk.stem.stride;
	return trunk.blocks.map((block, index) => {
		const expansionStride = cell;
		cell *= block.stride;
		const plan: BlockPlan = {
			name: `block_${index}`,
			input,
			expanded: input * block.expansion,
			output: block.channels,
			stride: block.stride as 1 | 2,
			residual: block.stride === 1 && input === block.channels,
			expansionStride,
			outputStride: cell
		};
		input = block.channels;
		return plan;
	});
}

/** Channels and stride of the locator's fine features, and how often its context is doubled to meet them. */
export function planTap(spec: LocatorSpec): { channels: number; stride: number; doublings: number } {
	const plans = planBlocks(spec.trunk);
	const block = plans[spec.tap.block];
	const last = plans.at(-1);
	if (!block || !last) throw new RangeError(`The trunk has no block ${spec.tap.block} to take fine features from.`);
	const expansion = spec.tap.at === 'expansion';
	const stride = expansion ? block.expansionStride : block.outputStride;
	return {
		channels: expansion ? block.expanded : block.output,
		stride,
		doublings: Math.round(Math.log2(last.outputStride / stride))
	};
}

/** Every tensor of a network with its shape, in the order of use. Kernels are [h, w, cin, cout], depthwise [h, w, c, 1]. */
export function weightShapes(spec: NetworkSpec): WeightShape[] {
	const plans = planBlocks(spec.trunk);
	const context = plans.at(-1)?.output ?? spec.trunk.stem.channels;
	const shapes = [...conv('stem', 3, 3, spec.trunk.stem.channels)];
	for (const plan of plans) {
		if (plan.expanded !== plan.input) shapes.push(...conv(`${plan.name}/expand`, 1, plan.input, plan.expanded));
		shapes.push(...depthwise(`${plan.name}/depthwise`, plan.expanded));
		shapes.push(...conv(`${plan.name}/project`, 1, plan.expanded, plan.output));
	}
	if (spec.kind === 'judge') {
		shapes.push(
			...conv('head', 1, context, spec.headChannels),
			...conv('classifier', 1, spec.headChannels, spec.classes)
		);
	} else {
		shapes.push(
			...conv('fuse/fine', 1, planTap(spec).channels, spec.fusionChannels),
			...conv('fuse/context', 1, context, spec.fusionChannels),
			...depthwise('fuse/depthwise', spec.fusionChannels),
			...conv('heat/hidden', 1, spec.fusionChannels, spec.headChannels),
			...conv('heat/out', 1, spec.headChannels, 4),
			...conv('scene/hidden', 1, context, spec.sceneChannels),
			...conv('scene/out', 1, spec.sceneChannels, spec.scenes)
		);
	}
	return shapes;
}

function conv(name: string, size: number, input: number, output: number): WeightShape[] {
	return [
		{ name: `${name}/kernel`, shape: [size, size, input, output] },
		{ name: `${name}/bias`, shape: [output] }
	];
}

function depthwise(name: string, channels: number): WeightShape[] {
	return [
		{ name: `${name}/kernel`, shape: [3, 3, channels, 1] },
		{ name: `${name}/bias`, shape: [channels] }
	];
}
