import type { NetworkSpec } from '../../src/lib/domain/network-spec';
import { describeNetwork, type Feature, type GraphSink, type WeightValues } from './network-graph';

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

const FLOAT = 1;
const OPSET = 13;

const ints = (name: string, values: number[]): Attribute => ({ name, type: 7, ints: values });
const text = (name: string, value: string): Attribute => ({ name, type: 3, s: new TextEncoder().encode(value) });
const int = (name: string, value: number): Attribute => ({ name, type: 2, i: value });

/** Gathers an ONNX graph (NCHW); values are named by the node that makes them. */
class OnnxGraph implements GraphSink<string> {
	readonly nodes: Node[] = [];
	readonly initializers: object[] = [];

	constructor(readonly weights: WeightValues) {
		this.#constant('zero', [], new Float32Array([0]));
		this.#constant('six', [], new Float32Array([6]));
	}

	/** Where 'same' padding is uneven the extra row and column come last, as in TensorFlow. */
	conv(layer: string, x: Feature<string>, stride: number, activation: 'linear' | 'relu6', depthwise = false) {
		const { shape, values } = this.weights[`${layer}/kernel`]!;
		const [kh, kw, cin, cout] = shape as [number, number, number, number];
		const filters = depthwise ? cin : cout;
		this.#constant(`${layer}/kernel`, [filters, depthwise ? 1 : cin, kh, kw], filtersFirst(values, kh * kw, cin, cout));
		this.#constant(`${layer}/bias`, [filters], this.weights[`${layer}/bias`]!.values);
		const side = Math.ceil(x.side / stride);
		const padding = Math.max(0, (side - 1) * stride + kh - x.side);
		const before = Math.floor(padding / 2);
		const attributes = [
			ints('kernel_shape', [kh, kw]),
			ints('strides', [stride, stride]),
			ints('pads', [before, before, padding - before, padding - before]),
			int('group', depthwise ? cin : 1)
		];
		const handle = this.#node('Conv', [x.handle, `${layer}/kernel`, `${layer}/bias`], attributes);
		const out = { handle, side, channels: filters };
		return activation === 'relu6' ? this.relu6(out) : out;
	}

	add = (a: Feature<string>, b: Feature<string>) => ({ ...a, handle: this.#node('Add', [a.handle, b.handle]) });

	relu6 = (x: Feature<string>) => ({ ...x, handle: this.#node('Clip', [x.handle, 'zero', 'six']) });

	upsampleTwice(x: Feature<string>) {
		const scales = `scales_${this.initializers.length}`;
		this.#constant(scales, [4], new Float32Array([1, 1, 2, 2]));
		const attributes = [
			text('mode', 'nearest'),
			text('coordinate_transformation_mode', 'asymmetric'),
			text('nearest_mode', 'floor')
		];
		return { ...x, handle: this.#node('Resize', [x.handle, '', scales], attributes), side: x.side * 2 };
	}

	mean(x: Feature<string>, keep: boolean) {
		const attributes = [ints('axes', [2, 3]), int('keepdims', Number(keep))];
		return { ...x, handle: this.#node('ReduceMean', [x.handle], attributes), side: 1 };
	}

	#constant(name: string, dims: number[], values: Float32Array): void {
		this.initializers.push({ name, dims, dataType: FLOAT, rawData: new Uint8Array(values.buffer.slice(0)) });
	}

	#node(opType: string, input: string[], attribute: Attribute[] = []): string {
		const output = `t${this.nodes.length}`;
		this.nodes.push({ opType, input, output: [output], attribute });
		return output;
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

/**
 * Describes a network as an ONNX ModelProto (opset 13) in the plain form that `ModelProto.fromObject` of onnx-proto
 * takes. Input `x` [n, 3, side, side]; outputs as `describeNetwork` orders them, channels first.
 */
export function onnxModel(spec: NetworkSpec, weights: WeightValues): { model: object; outputs: string[] } {
	const graph = new OnnxGraph(weights);
	const found = describeNetwork(graph, spec, { handle: 'x', side: spec.inputSize, channels: 3 });
	const outputs = found.map(({ handle }) => handle);
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
			output: outputs.map((name) => ({ name, type: { tensorType: { elemType: FLOAT } } }))
		}
	};
	return { model, outputs };
}
