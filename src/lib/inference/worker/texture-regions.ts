import { backend, engine, type DataId, type Tensor, type Tensor4D, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Normalisation } from '../../domain/model-manifest';
import type { SquareRegion } from '../../preprocess/letterbox';
import { QUALITY_GRID } from '../../preprocess/quality';
import { OUTSIDE } from '../../preprocess/sample-region';
import type { SampledPicture } from '../sampled-picture';

/** The part of TensorFlow.js's WebGL backend that custom programs need. */
interface Webgl {
	makeTensorInfo(shape: number[], dtype: 'int32' | 'float32'): TensorInfo;
	texData: { get(id: DataId): { usage: number } };
	getTexture(id: DataId): WebGLTexture;
	disposeData(id: DataId): boolean;
	gpgpu: {
		readonly gl: WebGL2RenderingContext;
		uploadPixelDataToTexture(texture: WebGLTexture, pixels: ImageBitmap): void;
	};
	runWebGLProgram(program: Program, inputs: TensorInfo[], dtype: 'float32', uniforms: number[][]): TensorInfo;
}

interface Program {
	readonly variableNames: string[];
	readonly outputShape: number[];
	readonly customUniforms: { name: string; type: 'vec4' | 'vec2'; arrayIndex?: number }[];
	readonly userCode: string;
}

/** `TextureUsage.PIXELS` of the backend: RGBA bytes. */
const PIXELS = 2;

/**
 * A picture on the GPU of the WebGL backend, which must be the active one.
 *
 * [Note: pixels that stay on the GPU] Of a frame of 1280 by 720, 3.7 MB are read back, and what is resampled from it goes up
 * again as floats: 0.4 MB for each of up to three glances, 1.6 MB for eight crops. Here the bitmap becomes a texture, a
 * program samples it with the tent filter of `tent-taps.ts`, and only the grids of luma for the image quality come back, 16 kB
 * for each proposed mouth. WebGL takes a bitmap's colours premultiplied by alpha: what is
 * missing is white, as in `readPixels`. Whether this GPU computes the same pixels is not taken on trust: see `pictures.ts`.
 */
export class TexturePicture implements SampledPicture {
	readonly width: number;
	readonly height: number;
	readonly #pixels: TensorInfo;
	readonly #webgl = backend() as unknown as Webgl;

	/**
	 * Takes the pixels over without reading them back; the bitmap stays the caller's.
	 * @throws Error where the GPU refuses them: the texture, used before, would still show an earlier frame
	 */
	constructor(bitmap: ImageBitmap) {
		this.width = bitmap.width;
		this.height = bitmap.height;
		this.#pixels = this.#webgl.makeTensorInfo([this.height, this.width], 'int32');
		this.#webgl.texData.get(this.#pixels.dataId).usage = PIXELS;
		const { gpgpu } = this.#webgl;
		gpgpu.uploadPixelDataToTexture(this.#webgl.getTexture(this.#pixels.dataId), bitmap);
		const error = gpgpu.gl.getError();
		if (error === gpgpu.gl.NO_ERROR) return;
		this.dispose();
		throw new Error(`no texture of the picture: WebGL error ${error}`);
	}

	/** As `sampleViews`: [regions (twice where mirrored), size, size, 3]. */
	sample(regions: readonly SquareRegion[], size: number, normalisation: Normalisation, mirrored: boolean): Tensor4D {
		const program = samplingProgram(regions.length, size, mirrored);
		const { scale, offset } = normalisation;
		return this.#run<Tensor4D>(program, [squares(regions, size), [scale, offset]]);
	}

	async luma(regions: readonly SquareRegion[]): Promise<Float32Array[]> {
		const grids = this.#run(lumaProgram(regions.length), [squares(regions, QUALITY_GRID)]);
		try {
			const values = await grids.data<'float32'>();
			const length = QUALITY_GRID ** 2;
			return regions.map((_, i) => values.subarray(i * length, (i + 1) * length));
		} finally {
			grids.dispose();
		}
	}

	#run<T extends Tensor>(program: Program, uniforms: number[][]): T {
		const out = this.#webgl.runWebGLProgram(program, [this.#pixels], 'float32', uniforms);
		return engine().makeTensorFromTensorInfo(out) as T;
	}

	dispose(): void {
		this.#webgl.disposeData(this.#pixels.dataId);
	}
}

/** For each region its left and upper edge, the pixels for each place of a grid of `size`, and the tent's radius. */
const squares = (regions: readonly SquareRegion[], size: number): number[] =>
	regions.flatMap(({ cx, cy, side }) => {
		const step = side / size;
		return [cx - side / 2, cy - side / 2, step, Math.max(1, step * 0.75)];
	});

/** Luma at the pixels under a grid's places, -1 outside the picture: see `sampleLuma`. */
const lumaProgram = (regions: number): Program => ({
	variableNames: ['A'],
	outputShape: [regions, QUALITY_GRID, QUALITY_GRID],
	customUniforms: [{ name: 'squares', type: 'vec4', arrayIndex: regions }],
	userCode: `
		void main() {
			ivec3 place = getOutputCoords();
			vec4 square = squares[place.x];
			ivec2 at = ivec2(floor(square.xy + (vec2(place.z, place.y) + 0.5) * square.z));
			float luma = -1.0;
			if (all(greaterThanEqual(at, ivec2(0))) && all(lessThan(at, textureSize(A, 0)))) {
				vec4 pixel = texelFetch(A, at, 0);
				luma = dot(255.0 * (pixel.rgb + 1.0 - pixel.a), vec3(0.299, 0.587, 0.114));
			}
			setOutput(luma);
		}
	`
});

function samplingProgram(regions: number, size: number, mirrored: boolean): Program {
	return {
		variableNames: ['A'],
		outputShape: [mirrored ? 2 * regions : regions, size, size, 3],
		customUniforms: [
			{ name: 'squares', type: 'vec4', arrayIndex: regions },
			{ name: 'normalisation', type: 'vec2' }
		],
		userCode: `
			void main() {
				ivec4 place = getOutputCoords();
				int x = place.z;
				${mirrored ? `if (place.x % 2 == 1) x = ${size - 1} - x;` : ''}
				vec4 square = squares[${mirrored ? 'place.x / 2' : 'place.x'}];
				vec2 centre = square.xy + (vec2(x, place.y) + 0.5) * square.z - 0.5;
				ivec2 low = ivec2(ceil(centre - square.w));
				ivec2 high = ivec2(floor(centre + square.w));
				ivec2 last = textureSize(A, 0) - 1;
				float sum = 0.0;
				float total = 0.0;
				for (int j = low.y; j <= high.y; j++) {
					float down = 1.0 - abs(float(j) - centre.y) / square.w;
					for (int i = low.x; i <= high.x; i++) {
						float weight = down * (1.0 - abs(float(i) - centre.x) / square.w);
						float value = ${OUTSIDE[0]}.0;
						if (i >= 0 && j >= 0 && i <= last.x && j <= last.y) {
							vec4 pixel = texelFetch(A, ivec2(i, j), 0);
							value = 255.0 * (pixel[place.w] + 1.0 - pixel.a);
						}
						sum += weight * value;
						total += weight;
					}
				}
				setOutput(sum / total * normalisation.x + normalisation.y);
			}
		`
	};
}
