import type { NetworkSpec } from '../../src/lib/domain/network-spec';
import { describeNetwork, type Feature, type GraphSink, type WeightValues } from './network-graph';

/** The part of the package flatbuffers that is used; it is installed beside the rivals. */
export interface FlatBuilder {
	bb: { bytes(): Uint8Array; setPosition(position: number): void };
	space: number;
	createString(text: string): number;
	startVector(elementBytes: number, count: number, alignment: number): void;
	endVector(): number;
	addInt32(value: number): void;
	addOffset(offset: number): void;
	startObject(fields: number): void;
	addFieldInt8(field: number, value: number, standard: number): void;
	addFieldInt32(field: number, value: number, standard: number): void;
	addFieldOffset(field: number, offset: number, standard: number): void;
	endObject(): number;
	finish(root: number, identifier: string): void;
	asUint8Array(): Uint8Array;
}

// Numbers of the TFLite schema (tensorflow/lite/schema/schema.fbs).
const OPERATORS = { add: 0, conv: 3, depthwise: 4, relu6: 21, mean: 40, resize: 97 } as const;
const OPTIONS = { conv: 1, depthwise: 2, add: 11, mean: 27, resize: 74 } as const;
const FLOAT32 = 0;
const INT32 = 2;
const RELU6 = 3;
const SCHEMA_VERSION = 3;

type Operator = keyof typeof OPERATORS;
/** Values of an options table by field number; booleans and enums are bytes, numbers 32-bit. */
type Options = readonly (readonly [field: number, value: number, bytes: 1 | 4])[];

interface TensorEntry {
	readonly shape: readonly number[];
	readonly type: number;
	readonly content?: Float32Array | Int32Array;
}
interface OperatorEntry {
	readonly operator: Operator;
	readonly inputs: readonly number[];
	readonly output: number;
	readonly options: Options;
}

/** Gathers a TFLite graph (NHWC); values are indices of tensors. */
class TfliteGraph implements GraphSink<number> {
	readonly tensors: TensorEntry[] = [];
	readonly operators: OperatorEntry[] = [];

	constructor(
		readonly weights: WeightValues,
		readonly batch: number
	) {}

	input = (side: number, channels: number): Feature<number> => this.#feature(side, channels);

	conv(layer: string, x: Feature<number>, stride: number, activation: 'linear' | 'relu6', depthwise = false) {
		const { shape, values } = this.weights[`${layer}/kernel`]!;
		const [kh, kw, cin, cout] = shape as [number, number, number, number];
		const filters = depthwise ? cin : cout;
		// Depthwise kernels are [1, h, w, channels], which is the order they have; others [out, h, w, in].
		const kernel = depthwise
			? this.#constant([1, kh, kw, cin], values)
			: this.#constant([cout, kh, kw, cin], outputsFirst(values, kh * kw * cin, cout));
		const bias = this.#constant([filters], this.weights[`${layer}/bias`]!.values);
		const out = this.#feature(Math.ceil(x.side / stride), filters);
		const act = activation === 'relu6' ? RELU6 : 0;
		const options: Options = depthwise
			? [
					[1, stride, 4],
					[2, stride, 4],
					[3, 1, 4],
					[4, act, 1]
				]
			: [
					[1, stride, 4],
					[2, stride, 4],
					[3, act, 1]
				];
		this.#operator(depthwise ? 'depthwise' : 'conv', [x.handle, kernel, bias], out, options);
		return out;
	}

	add = (a: Feature<number>, b: Feature<number>) =>
		this.#operator('add', [a.handle, b.handle], this.#feature(a.side, a.channels));

	relu6 = (x: Feature<number>) => this.#operator('relu6', [x.handle], this.#feature(x.side, x.channels));

	upsampleTwice(x: Feature<number>) {
		const size = this.#constant([2], Int32Array.of(x.side * 2, x.side * 2));
		return this.#operator('resize', [x.handle, size], this.#feature(x.side * 2, x.channels));
	}

	mean(x: Feature<number>, keep: boolean) {
		const axes = this.#constant([2], Int32Array.of(1, 2));
		const shape = keep ? [this.batch, 1, 1, x.channels] : [this.batch, x.channels];
		const out = { handle: this.#tensor({ shape, type: FLOAT32 }), side: 1, channels: x.channels };
		return this.#operator('mean', [x.handle, axes], out, [[0, Number(keep), 1]]);
	}

	#operator(operator: Operator, inputs: number[], out: Feature<number>, options: Options = []): Feature<number> {
		this.operators.push({ operator, inputs, output: out.handle, options });
		return out;
	}

	#feature = (side: number, channels: number): Feature<number> => ({
		handle: this.#tensor({ shape: [this.batch, side, side, channels], type: FLOAT32 }),
		side,
		channels
	});

	#constant = (shape: number[], content: Float32Array | Int32Array): number =>
		this.#tensor({ shape, content, type: content instanceof Float32Array ? FLOAT32 : INT32 });

	#tensor = (entry: TensorEntry): number => this.tensors.push(entry) - 1;
}

/** [places and inputs, cout] to [cout, places and inputs]. */
function outputsFirst(values: Float32Array, inner: number, cout: number): Float32Array {
	const out = new Float32Array(values.length);
	for (let i = 0; i < inner; i++) for (let o = 0; o < cout; o++) out[o * inner + i] = values[i * cout + o]!;
	return out;
}

/**
 * A network as a TFLite file, which LiteRT runs. Input [batch, side, side, 3]; outputs as `describeNetwork` orders them.
 * @param builder a new flatbuffers Builder
 */
export function tfliteModel(builder: FlatBuilder, spec: NetworkSpec, weights: WeightValues, batch: number): Uint8Array {
	const graph = new TfliteGraph(weights, batch);
	const input = graph.input(spec.inputSize, 3);
	const outputs = describeNetwork(graph, spec, input);
	const kinds = Object.keys(OPERATORS) as Operator[];
	const table = (fields: number, fill: () => void) => (builder.startObject(fields), fill(), builder.endObject());
	const offsets = (all: readonly number[]) => {
		builder.startVector(4, all.length, 4);
		for (const offset of [...all].reverse()) builder.addOffset(offset);
		return builder.endVector();
	};
	const int32s = (all: readonly number[]) => {
		builder.startVector(4, all.length, 4);
		for (const value of [...all].reverse()) builder.addInt32(value);
		return builder.endVector();
	};
	const bytes = (content: Uint8Array) => {
		builder.startVector(1, content.length, 16);
		builder.bb.setPosition((builder.space -= content.length));
		builder.bb.bytes().set(content, builder.space);
		return builder.endVector();
	};
	// Buffer 0 is empty by the format's rule: tensors that are computed point at it.
	const filled = graph.tensors.filter(({ content }) => content);
	const contents = filled.map(({ content }) =>
		bytes(new Uint8Array(content!.buffer, content!.byteOffset, content!.byteLength))
	);
	const buffers = [
		table(1, () => {}),
		...contents.map((content) => table(1, () => builder.addFieldOffset(0, content, 0)))
	];
	const tensors = graph.tensors.map((tensor, i) => {
		const shape = int32s(tensor.shape);
		const name = builder.createString(`t${i}`);
		return table(4, () => {
			builder.addFieldOffset(0, shape, 0);
			builder.addFieldInt8(1, tensor.type, 0);
			builder.addFieldInt32(2, tensor.content ? filled.indexOf(tensor) + 1 : 0, 0);
			builder.addFieldOffset(3, name, 0);
		});
	});
	const operators = graph.operators.map(({ operator, inputs, output, options }) => {
		const [from, to] = [int32s(inputs), int32s([output])];
		const hasOptions = operator in OPTIONS;
		const values = hasOptions
			? table(8, () => {
					for (const [field, value, size] of options) {
						if (size === 1) builder.addFieldInt8(field, value, 0);
						else builder.addFieldInt32(field, value, 0);
					}
				})
			: 0;
		return table(5, () => {
			builder.addFieldInt32(0, kinds.indexOf(operator), 0);
			builder.addFieldOffset(1, from, 0);
			builder.addFieldOffset(2, to, 0);
			if (!hasOptions) return;
			builder.addFieldInt8(3, OPTIONS[operator as keyof typeof OPTIONS], 0);
			builder.addFieldOffset(4, values, 0);
		});
	});
	const codes = kinds.map((kind) =>
		table(4, () => {
			builder.addFieldInt8(0, OPERATORS[kind], 0);
			builder.addFieldInt32(2, 1, 1);
			builder.addFieldInt32(3, OPERATORS[kind], 0);
		})
	);
	const parts = [
		offsets(tensors),
		int32s([input.handle]),
		int32s(outputs.map(({ handle }) => handle)),
		offsets(operators)
	];
	const name = builder.createString(spec.kind);
	const subgraph = table(5, () => [...parts, name].forEach((part, field) => builder.addFieldOffset(field, part, 0)));
	const [codeVector, subgraphs, bufferVector] = [offsets(codes), offsets([subgraph]), offsets(buffers)];
	const model = table(5, () => {
		builder.addFieldInt32(0, SCHEMA_VERSION, 0);
		builder.addFieldOffset(1, codeVector, 0);
		builder.addFieldOffset(2, subgraphs, 0);
		builder.addFieldOffset(4, bufferVector, 0);
	});
	builder.finish(model, 'TFL3');
	return builder.asUint8Array();
}
