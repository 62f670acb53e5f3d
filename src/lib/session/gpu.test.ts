import { describe, expect, it } from 'vitest';
import { hasHardwareWebgpu, isHardware } from './gpu';

describe('a GPU', () => {
	it.each([
		'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)',
		'ANGLE (Mesa, llvmpipe (LLVM 15.0.6 256 bits), OpenGL 4.5)',
		'ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11)'
	])('in software is none: %s', (name) => expect(isHardware({ usable: true, name })).toBe(false));

	it.each(['ANGLE (ARM, Mali-G57, OpenGL ES 3.2)', 'Adreno (TM) 619', 'Apple GPU', null])(
		'that the browser calls usable is one: %s',
		(name) => expect(isHardware({ usable: true, name })).toBe(true)
	);

	it('that the browser calls slow is none', () => expect(isHardware({ usable: false, name: null })).toBe(false));
});

describe('WebGPU', () => {
	const info = { vendor: 'arm', architecture: 'valhall', device: '', description: '', isFallbackAdapter: false };
	const gpu = (requestAdapter: () => Promise<unknown>) => ({ requestAdapter }) as unknown as GPU;

	it('is measured on a GPU that is no program', async () =>
		expect(await hasHardwareWebgpu(gpu(async () => ({ info })))).toBe(true));

	it.each([
		['has no adapter', async () => null],
		['has one in software', async () => ({ info: { ...info, vendor: 'google', architecture: 'swiftshader' } })],
		['has a fallback', async () => ({ info: { ...info, isFallbackAdapter: true } })],
		['fails when it is asked', () => Promise.reject(new Error('lost'))]
	])('is not measured where the browser %s', async (_, requestAdapter) =>
		expect(await hasHardwareWebgpu(gpu(requestAdapter))).toBe(false)
	);
});
