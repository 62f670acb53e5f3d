/** What the browser says of the GPU behind WebGL 2. */
export interface GpuProbe {
	/** False where there is no WebGL 2, or where the browser itself calls it slow. */
	readonly usable: boolean;
	/** As the browser names it; null where it keeps that to itself. */
	readonly name: string | null;
}

/** GPUs that are programs: a forward pass takes them many times as long as the processor's SIMD unit. */
const IN_SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Whether the probe speaks of a real GPU, as far as it can be told. */
export const isHardware = ({ usable, name }: GpuProbe): boolean => usable && !IN_SOFTWARE.test(name ?? '');

/** Opens a WebGL 2 context for a moment and asks. */
export function probeGpu(): GpuProbe {
	try {
		const gl = new OffscreenCanvas(1, 1).getContext('webgl2', { failIfMajorPerformanceCaveat: true });
		const info = gl?.getExtension('WEBGL_debug_renderer_info');
		const name: unknown = info ? gl?.getParameter(info.UNMASKED_RENDERER_WEBGL) : null;
		gl?.getExtension('WEBGL_lose_context')?.loseContext();
		return { usable: gl !== null, name: typeof name === 'string' ? name : null };
	} catch {
		return { usable: false, name: null };
	}
}

/** Whether WebGPU has a GPU here that is no program. */
export async function hasHardwareWebgpu(gpu: GPU | undefined = navigator.gpu): Promise<boolean> {
	try {
		const info = (await gpu?.requestAdapter())?.info;
		if (!info || info.isFallbackAdapter) return false;
		return !IN_SOFTWARE.test([info.vendor, info.architecture, info.device, info.description].join(' '));
	} catch {
		return false;
	}
}
