import * as v from 'valibot';
import type { Conveyor, Passing, Sprite } from './conveyor';

const pixels = v.number();
const conveyorSchema = v.object({
	width: pixels,
	height: pixels,
	backdrop: v.string(),
	sprites: v.pipe(
		v.array(
			v.object({
				file: v.string(),
				open: v.boolean(),
				width: pixels,
				height: pixels,
				left: pixels,
				top: pixels,
				mouth: v.object({ x: pixels, y: pixels, width: pixels })
			})
		),
		v.minLength(2)
	)
});

async function picture(url: string): Promise<ImageBitmap> {
	return createImageBitmap(await (await fetch(url)).blob());
}

/** The rendered belt in memory, to be drawn at any position. */
export class BeltCanvas {
	readonly #backdrop: ImageBitmap;
	readonly #bottles: ReadonlyMap<Sprite, ImageBitmap>;

	private constructor(
		readonly conveyor: Conveyor,
		backdrop: ImageBitmap,
		bottles: ReadonlyMap<Sprite, ImageBitmap>
	) {
		this.#backdrop = backdrop;
		this.#bottles = bottles;
	}

	/** @param folder URL of `conveyor.json`, with a final slash. @throws TypeError, ValiError, DOMException */
	static async load(folder: string): Promise<BeltCanvas> {
		const conveyor: Conveyor = v.parse(conveyorSchema, await (await fetch(`${folder}conveyor.json`)).json());
		const backdrop = await picture(folder + conveyor.backdrop);
		const bottles = await Promise.all(
			conveyor.sprites.map(async (sprite) => [sprite, await picture(folder + sprite.file)] as const)
		);
		return new BeltCanvas(conveyor, backdrop, new Map(bottles));
	}

	/** Draws the belt with its bottles; the canvas takes the conveyor's size. */
	draw(canvas: HTMLCanvasElement, bottles: readonly Passing[]): void {
		const { width, height } = this.conveyor;
		if (canvas.width !== width) canvas.width = width;
		if (canvas.height !== height) canvas.height = height;
		const pen = canvas.getContext('2d', { alpha: false })!;
		pen.drawImage(this.#backdrop, 0, 0);
		for (const { sprite, offset } of bottles) {
			pen.drawImage(this.#bottles.get(sprite)!, sprite.left + offset, sprite.top);
		}
	}

	close(): void {
		this.#backdrop.close();
		for (const bitmap of this.#bottles.values()) bitmap.close();
	}
}
