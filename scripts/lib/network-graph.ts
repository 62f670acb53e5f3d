import type { NetworkSpec } from '../../src/lib/domain/network-spec';
import { planBlocks, planTap } from '../../src/lib/inference/network/shapes';

/** Values of a network's tensors, by name, in the shapes that `weightShapes` lists. */
export type WeightValues = Readonly<
	Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>
>;

/** An intermediate value of a square feature map. */
export interface Feature<Handle> {
	readonly handle: Handle;
	readonly side: number;
	readonly channels: number;
}

/** The operations that the networks are made of, in the terms of one file format. */
export interface GraphSink<Handle> {
	/** 'same' convolution of layer `layer` with its bias. */
	conv(
		layer: string,
		x: Feature<Handle>,
		stride: number,
		activation: 'linear' | 'relu6',
		depthwise?: boolean
	): Feature<Handle>;
	add(a: Feature<Handle>, b: Feature<Handle>): Feature<Handle>;
	relu6(x: Feature<Handle>): Feature<Handle>;
	/** Doubles height and width by repeating. */
	upsampleTwice(x: Feature<Handle>): Feature<Handle>;
	/** Mean over height and width; with `keep` as a map of one place. */
	mean(x: Feature<Handle>, keep: boolean): Feature<Handle>;
}

/**
 * Writes the same operations as `judgeForward` and `locatorForward`, batch norm folded, into a sink.
 * @returns the outputs in the order in which they are compared: logits; or grid and scene
 */
export function describeNetwork<Handle>(
	sink: GraphSink<Handle>,
	spec: NetworkSpec,
	input: Feature<Handle>
): Feature<Handle>[] {
	const blocks = describeTrunk(sink, spec, input);
	const context = blocks.at(-1)!.output;
	if (spec.kind === 'judge') {
		const head = sink.conv('head', context, 1, 'relu6');
		return [sink.mean(sink.conv('classifier', head, 1, 'linear'), false)];
	}
	const tapped = blocks[spec.tap.block]!;
	const fine = spec.tap.at === 'expansion' ? tapped.expansion : tapped.output;
	let wide = sink.conv('fuse/context', context, 1, 'linear');
	for (let i = planTap(spec).doublings; i > 0; i--) wide = sink.upsampleTwice(wide);
	const fused = sink.relu6(sink.add(sink.conv('fuse/fine', fine, 1, 'linear'), wide));
	const gathered = sink.conv('fuse/depthwise', fused, 1, 'relu6', true);
	const grid = sink.conv('heat/out', sink.conv('heat/hidden', gathered, 1, 'relu6'), 1, 'linear');
	const scene = sink.mean(sink.conv('scene/hidden', context, 1, 'relu6'), true);
	return [grid, sink.conv('scene/out', scene, 1, 'linear')];
}

function describeTrunk<Handle>(sink: GraphSink<Handle>, spec: NetworkSpec, input: Feature<Handle>) {
	let features = sink.conv('stem', input, spec.trunk.stem.stride, 'relu6');
	return planBlocks(spec.trunk).map((plan) => {
		const before = features;
		const expansion = plan.expanded === plan.input ? before : sink.conv(`${plan.name}/expand`, before, 1, 'relu6');
		const filtered = sink.conv(`${plan.name}/depthwise`, expansion, plan.stride, 'relu6', true);
		const projected = sink.conv(`${plan.name}/project`, filtered, 1, 'linear');
		features = plan.residual ? sink.add(before, projected) : projected;
		return { expansion, output: features };
	});
}
