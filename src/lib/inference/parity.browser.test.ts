import { commands } from 'vitest/browser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeFile } from '../capture/decode-browser';
import { InferenceClient } from './bridge';

const pictures = import.meta.glob<string>('../../../static/samples/*.{jpg,webp,png}', {
	query: '?url',
	import: 'default',
	eager: true
});
const paths = Object.keys(pictures).map((path) => path.replace('../../../', ''));

/**
 * Largest difference accepted between Node's and the browser's logits on one file. Both decode with
 * libjpeg-turbo or libwebp, yet chroma upsampling and rounding may differ by a level or two.
 */
const TOLERANCE = 0.15;

interface NodeInference {
	path: string;
	logits: readonly number[] | null;
	sceneLogits: readonly number[];
	mouth: { x: number; y: number; width: number } | null;
}

declare module 'vitest/browser' {
	interface BrowserCommands {
		inferInNode(paths: string[]): Promise<string>;
	}
}

describe('Node and the browser, on the same files', () => {
	const inNode = new Map<string, NodeInference>();
	beforeAll(async () => {
		const lines = (await commands.inferInNode(paths)).split('\n').filter(Boolean);
		for (const line of lines) inNode.set(JSON.parse(line).path, JSON.parse(line));
	});
	const clients = new Map<string, InferenceClient>();
	const client = async (backend: 'wasm' | 'webgl') => {
		const known = clients.get(backend);
		if (known) return known;
		const made = new InferenceClient({ modelBase: new URL('/model/', location.href).href, backends: [backend] });
		clients.set(backend, made);
		await made.start();
		return made;
	};
	afterAll(() => clients.forEach((made) => made.dispose()));

	it('have pictures to compare', () => expect(paths.length).toBeGreaterThan(3));

	it.each(paths)('agree on %s', async (path) => {
		const response = await fetch(pictures[`../../../${path}`]!);
		const bitmap = await decodeFile(await response.blob());
		const there = inNode.get(path)!;
		const here = await (await client('wasm')).judge(bitmap);
		const pairs = [...here.sceneLogits, ...(here.logits ?? [])].map(
			(z, i) => [z, [...there.sceneLogits, ...(there.logits ?? [])][i]!] as const
		);
		expect(here.mouth === null).toBe(there.mouth === null);
		for (const [a, b] of pairs) expect(Math.abs(a - b)).toBeLessThan(TOLERANCE);
	});
});
