import * as THREE from 'three';
import type { BottleDescription, CameraDescription, SceneDescription } from './description';
import { bottleProfile } from './profile';

/** Where the mouth is drawn: centre and width as fractions of the picture's width and height (width: of its width). */
export interface MouthTruth {
	x: number;
	y: number;
	width: number;
}

/** Radius of what closes a bottle, centimetres. */
const capRadius = { crown: 1.6, screw: 1.5, 'roll-on': 1.55, foil: 1.6, swing: 1.4, cork: 1.35 };

/** Where a bottle stands in the world. Without WebGL, so that tests can ask it too. */
export function bottleMatrix(bottle: BottleDescription): THREE.Matrix4 {
	const degrees = Math.PI / 180;
	return new THREE.Matrix4()
		.makeTranslation(...(bottle.at as [number, number, number]))
		.multiply(new THREE.Matrix4().makeRotationZ(-bottle.roll * degrees))
		.multiply(new THREE.Matrix4().makeRotationX(bottle.pitch * degrees))
		.multiply(new THREE.Matrix4().makeRotationY(bottle.yaw * degrees));
}

/** The camera that puts the anchor where the description wants it. */
export function sceneCamera(description: CameraDescription, width: number, height: number): THREE.PerspectiveCamera {
	const degrees = Math.PI / 180;
	const aspect = width / height;
	const half = Math.tan((description.fov / 2) * degrees);
	const camera = new THREE.PerspectiveCamera((2 * Math.atan(half / aspect)) / degrees, aspect, 1, 2000);
	const distance = description.span / (2 * half);
	const anchor = new THREE.Vector3(...description.anchor);
	const elevation = description.elevation * degrees;
	const azimuth = description.azimuth * degrees;
	camera.position
		.set(Math.sin(azimuth) * Math.cos(elevation), Math.sin(elevation), Math.cos(azimuth) * Math.cos(elevation))
		.multiplyScalar(distance)
		.add(anchor);
	camera.lookAt(anchor);
	const [x, y] = description.anchorAt;
	// A shift of the picture plane (as of a view camera) puts the anchor there exactly.
	camera.setViewOffset(width, height, (0.5 - x) * width, (0.5 - y) * height, width, height);
	camera.updateMatrixWorld();
	camera.updateProjectionMatrix();
	return camera;
}

/** How far below the lip the middle of a closure lies, centimetres; above it where a stopper stands out. */
const capMiddle = { crown: 0.28, screw: 0.28, 'roll-on': 0.7, foil: 0.4, swing: -0.3, cork: -0.5 };

/** Height of the mouth's centre above the bottle's base: between lip and locking ring, or the cap's middle. */
export function mouthHeight(bottle: BottleDescription): number {
	const { height } = bottleProfile(bottle.style, bottle.twistOff, bottle.stretch);
	return height - (bottle.cap ? capMiddle[bottle.cap.kind] : 0.28);
}

/** Projects the mouth of a bottle through the scene's camera. */
export function mouthTruth(scene: SceneDescription, bottle: BottleDescription): MouthTruth {
	const camera = sceneCamera(scene.camera, scene.width, scene.height);
	const matrix = bottleMatrix(bottle);
	const y = mouthHeight(bottle);
	const radius = bottle.cap ? capRadius[bottle.cap.kind] : 1.33;
	const toPicture = (point: THREE.Vector3) => {
		const clip = point.applyMatrix4(matrix).project(camera);
		return { x: clip.x * 0.5 + 0.5, y: 0.5 - clip.y * 0.5 };
	};
	const centre = toPicture(new THREE.Vector3(0, y, 0));
	// The widest extent of the circle: the width of the cap or lip whatever the tilt.
	let width = 0;
	for (let step = 0; step < 36; step++) {
		const angle = (step * Math.PI) / 36;
		const one = toPicture(new THREE.Vector3(Math.cos(angle) * radius, y, Math.sin(angle) * radius));
		const other = toPicture(new THREE.Vector3(-Math.cos(angle) * radius, y, -Math.sin(angle) * radius));
		width = Math.max(width, Math.hypot(one.x - other.x, ((one.y - other.y) * scene.height) / scene.width));
	}
	return { x: centre.x, y: centre.y, width };
}

/** Half the mouth's extent, in shares of the picture's width and height: from the side it is 0.6 as high as wide. */
export function mouthHalves(mouth: MouthTruth, scene: Pick<SceneDescription, 'width' | 'height'>): [number, number] {
	return [mouth.width / 2, (mouth.width / 2) * (scene.width / scene.height) * 0.6];
}

/** Whether the whole mouth lies within the picture. */
export function mouthInPicture(mouth: MouthTruth, scene: Pick<SceneDescription, 'width' | 'height'>): boolean {
	const [halfX, halfY] = mouthHalves(mouth, scene);
	return mouth.x > halfX && mouth.x < 1 - halfX && mouth.y > halfY && mouth.y < 1 - halfY;
}
