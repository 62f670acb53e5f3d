import { afterEach, expect, it, vi } from 'vitest';
import type { BeltCanvas } from './belt-canvas';
import { DemoLine } from './demo-line.svelte';

const bottle = { file: '', width: 1, height: 1, left: 0, top: 0, mouth: { x: 0, y: 0, width: 1 } };
const conveyor = {
	width: 640,
	height: 480,
	backdrop: '',
	sprites: [
		{ ...bottle, open: true },
		{ ...bottle, open: false }
	]
};
const belt = { conveyor, draw: () => {}, close: () => {} } as unknown as BeltCanvas;
const canvas = null as unknown as HTMLCanvasElement;

afterEach(() => vi.useRealTimers());

it('says nothing of the bottle that stands in the guide while the row alarm does, and goes on at a press', () => {
	vi.useFakeTimers();
	vi.stubGlobal('navigator', {});
	const line = new DemoLine(belt, { start: () => new Promise(() => {}), judge: () => new Promise(() => {}) });
	line.sound = false;
	line.running = true;
	const mouths = [{ mouth: { x: 0.5, y: 0.2, width: 0.1 }, verdict: 'closed', chosen: true }] as const;
	line.overlay = { frame: { width: 640, height: 480 }, mouths, evidence: null };
	expect(line.marked).toEqual(mouths[0]);

	line.alarm.raise(3);
	expect(line.stoppedBy).toBe(3);
	expect(line.marked).toBeNull();

	line.press(canvas);
	expect(line.stoppedBy).toBeNull();
	expect(line.running).toBe(true);
	expect(line.marked).toEqual(mouths[0]);

	line.press(canvas);
	expect(line.running).toBe(false);
});
