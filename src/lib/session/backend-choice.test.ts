import { describe, expect, it } from 'vitest';
import {
	bySpeed,
	keepChoice,
	keptChoice,
	measuredBackends,
	needsMeasuring,
	startOrder,
	wantsTextures,
	type BackendChoice,
	type MeasuredBackend
} from './backend-choice';

const now = { appVersion: '1.2.3', userAgent: 'Browser/9' };
const figures = (backend: MeasuredBackend, median: number) => ({
	backend,
	startMs: 900,
	frame: { n: 12, median, p95: median * 2 }
});
const choice: BackendChoice = {
	...now,
	modelVersion: 'abcdefabcdef',
	measuredAtMs: 1,
	figures: bySpeed([figures('webgl', 40), figures('wasm', 30)])
};

function memoryStore(initial?: string) {
	const values = new Map(initial === undefined ? [] : [['inspector.backend', initial]]);
	return {
		getItem: (key: string) => values.get(key) ?? null,
		setItem: (key: string, value: string) => void values.set(key, value),
		removeItem: (key: string) => void values.delete(key)
	};
}

describe('the choice of the backend', () => {
	it('starts with the fastest measured one at the next start', async () => {
		const store = memoryStore();
		keepChoice(store, choice);
		expect(await startOrder(keptChoice(store, now), async () => true)).toEqual(['wasm', 'webgl']);
	});

	it('keeps a backend that failed to measure as the last resort', async () => {
		expect(await startOrder({ ...choice, figures: [figures('wasm', 30)] }, async () => true)).toEqual([
			'wasm',
			'webgl'
		]);
		expect(await startOrder({ ...choice, figures: [figures('webgl', 30)] }, async () => false)).toEqual([
			'webgl',
			'wasm'
		]);
	});

	it('measures WebGPU only where a GPU offers it, and starts with it only once it was measured', async () => {
		expect(measuredBackends(false)).toEqual(['webgl', 'wasm']);
		expect(measuredBackends(true)).toEqual(['webgl', 'wasm', 'webgpu']);
		expect(await startOrder(null, async () => true)).not.toContain('webgpu');
		const fast = { ...choice, figures: bySpeed([...choice.figures, figures('webgpu', 10)]) };
		const store = memoryStore();
		keepChoice(store, fast);
		expect(await startOrder(keptChoice(store, now), async () => true)).toEqual(['webgpu', 'wasm', 'webgl']);
	});

	it('samples pictures on the GPU only where that was measured and faster', () => {
		const store = memoryStore();
		keepChoice(store, { ...choice, figures: [{ ...figures('webgl', 20), textures: true }] });
		expect(wantsTextures(keptChoice(store, now))).toBe(true);
		expect([wantsTextures(choice), wantsTextures(null)]).toEqual([false, false]);
	});

	it('goes by the GPU being real while nothing is measured', async () => {
		expect((await startOrder(null, async () => true))[0]).toBe('webgl');
		expect((await startOrder(null, async () => false))[0]).toBe('wasm');
	});

	it('is forgotten after an update of app or browser, and measured again after an update of the model', () => {
		const store = memoryStore();
		keepChoice(store, choice);
		expect(keptChoice(store, { ...now, appVersion: '1.2.4' })).toBeNull();
		expect(keptChoice(store, { ...now, userAgent: 'Browser/10' })).toBeNull();
		expect(needsMeasuring(choice, 'abcdefabcdef')).toBe(false);
		expect(needsMeasuring(choice, '000000000000')).toBe(true);
		expect(needsMeasuring(null, 'abcdefabcdef')).toBe(true);
	});

	it.each(['', '{', 'null', '{"figures":[]}', JSON.stringify({ ...choice, figures: [{ backend: 'cuda' }] })])(
		'counts what cannot be read as not measured: %s',
		(stored) => expect(keptChoice(memoryStore(stored), now)).toBeNull()
	);

	it('does without a storage', () => {
		expect(keptChoice(null, now)).toBeNull();
		expect(() => keepChoice(null, choice)).not.toThrow();
	});
});
