import * as v from 'valibot';

/**
 * Description of a network as plain data. The same description trains the network and serves it, and travels
 * inside the model's manifest. The trunk is MobileNetV2 (Sandler et al. 2018) with batch normalisation folded
 * into the convolutions, so that every convolution has a kernel and a bias.
 */

const channels = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096));
const stride = v.picklist([1, 2]);

/** One inverted residual block: 1x1 expansion (absent at 1), 3x3 depthwise, 1x1 linear projection. */
export const blockSpecSchema = v.object({
	/** Factor from the block's input channels to the channels of its depthwise convolution. */
	expansion: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(12)),
	channels,
	stride
});

export const trunkSpecSchema = v.object({
	stem: v.object({ channels, stride }),
	blocks: v.pipe(v.array(blockSpecSchema), v.minLength(1), v.maxLength(32))
});

/** Crop in, class evidence out: trunk -> 1x1 convolution (ReLU6) -> class maps, averaged to logits. */
export const judgeSpecSchema = v.object({
	kind: v.literal('judge'),
	/** Side of the square input, pixels. */
	inputSize: v.pipe(v.number(), v.integer(), v.minValue(32), v.maxValue(512)),
	trunk: trunkSpecSchema,
	/** Width of the 1x1 convolution between trunk and classifier. */
	headChannels: channels,
	/** Number of classes, in the order of the manifest's `classes`. */
	classes: channels
});

/** Whole picture in, mouth heat map at stride 16 and logits of the scene out. */
export const locatorSpecSchema = v.object({
	kind: v.literal('locator'),
	inputSize: v.pipe(v.number(), v.integer(), v.minValue(64), v.maxValue(512)),
	trunk: trunkSpecSchema,
	/** Where the fine features (stride 16) are taken: the expansion or the output of the block of this index. */
	tap: v.object({
		block: v.pipe(v.number(), v.integer(), v.minValue(0)),
		at: v.picklist(['expansion', 'output'])
	}),
	/** Channels in which fine features and upsampled context are added. */
	fusionChannels: channels,
	/** Channels of the 1x1 convolution after the fusing depthwise convolution. */
	headChannels: channels,
	/** Channels of the 1x1 convolution that feeds the scene classifier. */
	sceneChannels: channels,
	/** Number of scenes, in the order of the manifest's `scenes`. */
	scenes: channels
});

export const networkSpecSchema = v.variant('kind', [judgeSpecSchema, locatorSpecSchema]);

export type BlockSpec = v.InferOutput<typeof blockSpecSchema>;
export type TrunkSpec = v.InferOutput<typeof trunkSpecSchema>;
export type JudgeSpec = v.InferOutput<typeof judgeSpecSchema>;
export type LocatorSpec = v.InferOutput<typeof locatorSpecSchema>;
export type NetworkSpec = JudgeSpec | LocatorSpec;
