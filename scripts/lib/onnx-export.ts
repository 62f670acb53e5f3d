import type { NetworkSpec } from '../../src/lib/domain/network-spec';
import { planBlocks, planTap } from '../../src/lib/inference/network/shapes';

/** Values of a network's tensors, by name, in the shapes that `weightShapes` lists. */
export type WeightValues = Readonly<
	Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>
>;

interface Attribute {
	name: string;
	type: 1 | 2 | 3 | 7;
	i?: number;
	s?: Uint8Array;
	ints?: number[];
}
interface Node {
	opType: string;
	input: string[];
	output: string[];
	attribute: Attribute[];
}
interface Feature {
	name: string;
	side: number;
	channels: number;
}

const FLOAT = 1;
const OPSET = 13;

const ints = (name: string, values: number[]): Attribute => ({ name, type: 7, ints: values });
const text = (name: string, value: string): Attribute => ({ name, type: 3, s: new TextEncoder().encode(value) });
const int = (name: string, value: number): Attribute => ({ name, type: 2, i: value });

/** Builds an ONNX graph (NCHW) of the same operations as `judgeForward` and `locatorForward`, batch norm folded. */
class GraphBuilder {
	readonly nodes: Node[] = [];
	readonly initializers: object[] = [];

	constructor(readonly weights: WeightValues) {
		this.constant('zero', [], new Float32Array([0]));
		this.constant('six', [], new Float32Array([6]));
	}

	constant(name: string, dims: number[], values: Float32Array): void {
		this.initializers.push({ name, dims, dataType: FLOAT, rawData: new Uint8Array(values.buffer.slice(0)) });
	}

	node(opType: string, input: string[], attribute: Attribute[] = []): string {
		const output = `t${this.nodes.length}`;
		this.nodes.push({ opType, input, output: [output], attribute });
		return output;
	}

	/** Convolution with TensorFlow's 'same' padding: where it is uneven the extra row and column come last. */
	conv(layer: string, x: Feature, stride: number, activation: 'linear' | 'relu6', depthwise = false): Feature {
		const { shape, values } = this.weights[`${layer}/kernel`]!;
		const [kh, kw, cin, cout] = shape as [number, number, number, number];
		const filters = depthwise ? cin : cout;
		this.constant(`${layer}/kernel`, [filters, depthwise ? 1 : cin, kh, kw], filtersFirst(values, kh * kw, cin, cout));
		this.constant(`${layer}/bias`, [filters], this.weights[`${layer}/bias`]!.values);
		const side = Math.ceil(x.side / stride);
		const padding = Math.max(0, (side - 1) * stride + kh - x.side);
		const before = Math.floor(padding / 2);
		const out = this.node(
			'Conv',
			[x.name, `${layer}/kernel`, `${layer}/bias`],
			[
				ints('kernel_shape', [kh, kw]),
				ints('strides', [stride, stride]),
				ints('pads', [before, before, padding - before, padding - before]),
				int('group', depthwise ? cin : 1)
			]
		);
		return { name: activation === 'relu6' ? this.relu6(out) : out, side, channels: filters };
	}

	relu6 = (x: string) => this.node('Clip', [x, 'zero', 'six']);

	upsampleTwice(x: Feature): Feature {
		const scales = `scales_${this.initializers.length}`;
		this.constant(scales, [4], new Float32Array([1, 1, 2, 2]));
		const attributes = [
			text('mode', 'nearest'),
			text('coordinate_transformation_mode', 'asymmetric'),
			text('nearest_mode', 'floor')
		];
		return { ...x, name: this.node('Resize', [x.name, '', scales], attributes), side: x.side * 2 };
	}
}

/** [places, cin, cout] to [cout, cin, places]; for depthwise kernels (cout 1) to [cin, 1, places]. */
function filtersFirst(values: Float32Array, places: number, cin: number, cout: number): Float32Array {
	const out = new Float32Array(values.length);
	for (let p = 0; p < places; p++)
		for (let i = 0; i < cin; i++)
			for (let o = 0; o < cout; o++) out[(o * cin + i) * places + p] = values[(p * cin + i) * cout + o]!;
	return out;
}

function trunk(graph: GraphBuilder, spec: NetworkSpec, input: Feature) {
	let features = graph.conv('stem', input, spec.trunk.stem.stride, 'relu6');
	return planBlocks(spec.trunk).map((plan) => {
		const before = features;
		const expansion = plan.expanded === plan.input ? before : graph.conv(`${plan.name}/expand`, before, 1, 'relu6');
		const filtered = graph.conv(`${plan.name}/depthwise`, expansion, plan.stride, 'relu6', true);
		const projected = graph.conv(`${plan.name}/project`, filtered, 1, 'linear');
		features = plan.residual ? { ...projected, name: graph.node('Add', [before.name, projected.name]) } : projected;
		return { expansion, output: features };
	});
}

/** Outputs in the order in which they are compared. */
function outputs(graph: GraphBuilder, spec: NetworkSpec): string[] {
	const blocks = trunk(graph, spec, { name: 'x', side: spec.inputSize, channels: 3 });
	const context = blocks.at(-1)!.output;
	const mean = (x: string, keep: 0 | 1) => graph.node('ReduceMean', [x], [ints('axes', [2, 3]), int('keepdims', keep)]);
	if (spec.kind === 'judge') {
		const head = graph.conv('head', context, 1, 'relu6');
		return [mean(graph.conv('classifier', head, 1, 'linear').name, 0)];
	}
	const tapped = blocks[spec.tap.block]!;
	const fine = spec.tap.at === 'expansion' ? tapped.expansion : tapped.output;
	let wide = graph.conv('fuse/context', context, 1, 'linear');
	for (let i = planTap(spec).doublings; i > 0; i--) wide = graph.upsampleTwice(wide);
	const narrow = graph.conv('fuse/fine', fine, 1, 'linear');
	const fused = { ...narrow, name: graph.relu6(graph.node('Add', [narrow.name, wide.name])) };
	const gathered = graph.conv('fuse/depthwise', fused, 1, 'relu6', true);
	const grid = graph.conv('heat/out', graph.conv('heat/hidden', gathered, 1, 'relu6'), 1, 'linear');
	const hidden = graph.conv('scene/hidden', context, 1, 'relu6');
	const scene = graph.conv('scene/out', { ...hidden, name: mean(hidden.name, 1), side: 1 }, 1, 'linear');
	return [grid.name, scene.name];
}

/**
 * Describes a network as an ONNX ModelProto (opset 13) in the plain form that `ModelProto.fromObject` of onnx-proto
 * takes. Input `x` [n, 3, side, side]; outputs as `outputs` names them, channels first.
 */
export function onnxModel(spec: NetworkSpec, weights: WeightValues): { model: object; outputs: string[] } {
	const graph = new GraphBuilder(weights);
	const names = outputs(graph, spec);
	const dims = ['n', 3, spec.inputSize, spec.inputSize].map((d) =>
		typeof d === 'string' ? { dimParam: d } : { dimValue: d }
	);
	const model = {
		irVersion: 7,
		producerName: 'bottle-inspector',
		opsetImport: [{ domain: '', version: OPSET }],
		graph: {
			name: spec.kind,
			node: graph.nodes,
			initializer: graph.initializers,
			input: [{ name: 'x', type: { tensorType: { elemType: FLOAT, shape: { dim: dims } } } }],
			output: names.map((name) => ({ name, type: { tensorType: { elemType: FLOAT } } }))
		}
	};
	return { model, outputs: names };
}
