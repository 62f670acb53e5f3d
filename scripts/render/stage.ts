import * as THREE from 'three';
import { backdrop } from './backdrop';
import { closure, hangingStopper, neckFoil } from './closures';
import type { BottleDescription, SceneDescription, Setting } from './description';
import { developFragment, developVertex } from './develop-shader';
import { glassTints, GlassVessel, liquids } from './glass';
import { handMesh } from './hand';
import { bottleProfile } from './profile';
import { ground, placeProp, wrappedLabel } from './props';
import { bottleMatrix, sceneCamera } from './truth';

/** Opaque parts and glass of one bottle, in world space. */
function buildBottle(bottle: BottleDescription, group: THREE.Group, vessels: GlassVessel[]): void {
	const profile = bottleProfile(bottle.style, bottle.twistOff, bottle.stretch);
	const { label, cap } = bottle;
	const vessel = new GlassVessel(profile, {
		glass: glassTints[bottle.tint],
		liquid: liquids[bottle.liquid],
		fill: bottle.fill * profile.height,
		foam: bottle.fill ? Math.min(bottle.foam, profile.height * (0.92 - bottle.fill)) : 0,
		capped: cap !== null,
		label: label && {
			low: profile.labelBand![0],
			high: profile.labelBand![1],
			halfAngle: label.angle / 2,
			paper: new THREE.Color(label.paper).multiplyScalar(0.5).addScalar(0.3)
		},
		waviness: bottle.waviness
	});
	const matrix = bottleMatrix(bottle);
	const place = (object: THREE.Object3D) => {
		object.applyMatrix4(matrix);
		object.traverse((part) => (part.castShadow = part.receiveShadow = true));
		group.add(object);
	};
	vessel.mesh.applyMatrix4(matrix);
	vessels.push(vessel);
	if (label) {
		place(wrappedLabel(profile, profile.labelBand!, label));
		if (label.neck && profile.neckBand)
			place(wrappedLabel(profile, profile.neckBand, { ...label, angle: Math.min(2.6, label.angle) }));
	}
	const atLip = (mesh: THREE.Object3D, turn: number) => {
		mesh.rotation.y = turn;
		mesh.position.y = profile.height;
		mesh.updateMatrix();
		place(mesh);
	};
	if (cap) atLip(closure(cap, profile), cap.seed);
	if (bottle.foil) atLip(neckFoil(bottle.foil, profile), bottle.foil.seed);
	if (bottle.hanging) atLip(hangingStopper(bottle.hanging), bottle.hanging.seed);
	// Glass is drawn in its own pass; a stand-in that only casts a shadow keeps the bottle on the table.
	const shadow = new THREE.Mesh(
		new THREE.LatheGeometry(
			profile.outer.map(([r, y]) => new THREE.Vector2(r, y)),
			24
		),
		new THREE.MeshBasicMaterial({ colorWrite: false, depthWrite: false })
	);
	place(shadow);
	shadow.receiveShadow = false;
	shadow.castShadow = bottle.tint !== 'clear' || bottle.fill > 0.5;
}

const kelvinTint = (warmth: number) => new THREE.Color(1 + 0.25 * warmth, 1, 1 - 0.35 * warmth);

/** Renders scene descriptions with one WebGL context, picture after picture. */
export class Stage {
	readonly #renderer: THREE.WebGLRenderer;
	readonly #pmrem: THREE.PMREMGenerator;

	/** @param oversampling the picture is rendered larger by this factor and averaged down */
	constructor(
		canvas: HTMLCanvasElement,
		readonly oversampling: number
	) {
		this.#renderer = new THREE.WebGLRenderer({ canvas, antialias: false, preserveDrawingBuffer: true });
		this.#renderer.shadowMap.enabled = true;
		this.#renderer.shadowMap.autoUpdate = false;
		this.#renderer.shadowMap.type = THREE.PCFShadowMap;
		this.#renderer.toneMapping = THREE.NoToneMapping;
		this.#renderer.autoClear = true;
		this.#pmrem = new THREE.PMREMGenerator(this.#renderer);
	}

	/** Draws the scene on the canvas, which takes the picture's size. */
	draw(description: SceneDescription): void {
		const renderer = this.#renderer;
		const { width, height } = description;
		renderer.setSize(width, height, false);
		const [wide, high] = [Math.round(width * this.oversampling), Math.round(height * this.oversampling)];
		const scene = new THREE.Scene();
		const surroundings = backdrop(description);
		scene.add(surroundings);
		const camera = sceneCamera(description.camera, width, height);

		const group = new THREE.Group();
		const vessels: GlassVessel[] = [];
		group.add(ground(description));
		for (const bottle of description.bottles) buildBottle(bottle, group, vessels);
		for (const prop of description.props) placeProp(prop, description, group, vessels);
		if (description.hand) {
			const hand = handMesh(description.hand);
			if (description.bottles[0]) {
				const upright = { ...description.bottles[0], yaw: 0 };
				hand.applyMatrix4(bottleMatrix(upright));
			}
			group.add(hand);
		}
		scene.add(group);

		const lamp = new THREE.DirectionalLight(kelvinTint(description.light.warmth), description.light.key);
		const anchor = new THREE.Vector3(...description.camera.anchor);
		lamp.position
			.set(...(description.light.direction as [number, number, number]))
			.normalize()
			.multiplyScalar(90)
			.add(anchor);
		lamp.target.position.copy(anchor);
		lamp.castShadow = true;
		lamp.shadow.mapSize.set(1024, 1024);
		Object.assign(lamp.shadow.camera, { left: -45, right: 45, top: 45, bottom: -45, near: 1, far: 220 });
		lamp.shadow.radius = 4;
		lamp.shadow.bias = -0.002;
		scene.add(lamp, lamp.target);

		// Light on opaque things: the setting's surroundings, filtered; on glass: everything opaque, sharp.
		scene.environment = this.#surroundings(description);
		scene.environmentIntensity = description.light.fill;
		const near = new THREE.CubeCamera(
			3.6,
			1500,
			new THREE.WebGLCubeRenderTarget(128, {
				type: THREE.HalfFloatType,
				generateMipmaps: true,
				minFilter: THREE.LinearMipmapLinearFilter
			})
		);
		near.position.copy(anchor);
		for (const vessel of vessels) vessel.mesh.visible = false;
		renderer.shadowMap.needsUpdate = true;
		near.update(renderer, scene);

		const target = () => new THREE.WebGLRenderTarget(wide, high, { type: THREE.HalfFloatType, depthBuffer: true });
		const picture = target();
		const copy = new THREE.WebGLRenderTarget(wide, high, { type: THREE.HalfFloatType, depthBuffer: false });
		renderer.setRenderTarget(picture);
		renderer.clear();
		renderer.render(scene, camera);

		const gain =
			description.light.fill *
				{ hall: 0.75, room: 0.65, night: 0.12, plain: 0.85, backlit: 0.6, outdoor: 1, bar: 0.3 }[description.setting] +
			description.light.key * 0.12;
		const ambient = kelvinTint(description.light.warmth).multiplyScalar(gain);
		vessels.sort((a, b) => b.mesh.position.distanceTo(camera.position) - a.mesh.position.distanceTo(camera.position));
		renderer.autoClear = false;
		const glassScene = new THREE.Scene();
		for (const vessel of vessels) {
			this.#copy(picture.texture, copy);
			vessel.setBehind(copy.texture, near.renderTarget.texture, camera, ambient);
			vessel.mesh.visible = true;
			glassScene.clear();
			glassScene.add(vessel.mesh);
			renderer.setRenderTarget(picture);
			renderer.render(glassScene, camera);
		}
		renderer.autoClear = true;
		this.#develop(picture.texture, description);

		for (const used of [picture, copy, near.renderTarget]) used.dispose();
		// [Note: materials are not disposed] three.js drops a shader program with its last material, and compiling it
		// anew for every picture costs ten times the drawing.
		for (const root of [scene, glassScene])
			root.traverse((part) => {
				if (!(part instanceof THREE.Mesh)) return;
				part.geometry.dispose();
				const { material } = part;
				for (const value of Object.values(material)) if (value instanceof THREE.Texture) value.dispose();
				if (material.uniforms?.field) material.uniforms.field.value.dispose();
			});
		lamp.shadow.dispose();
	}

	/** Draws the first bottle flat white on black, through the same camera and from the same geometry. */
	drawSilhouette(description: SceneDescription): void {
		const { width, height } = description;
		this.#renderer.setSize(width, height, false);
		const scene = new THREE.Scene();
		scene.background = new THREE.Color(0, 0, 0);
		const group = new THREE.Group();
		buildBottle(description.bottles[0]!, group, []);
		const white = new THREE.MeshBasicMaterial({ color: 'white', side: THREE.DoubleSide });
		group.traverse((part) => {
			if (part instanceof THREE.Mesh) part.material = white;
		});
		scene.add(group);
		const target = new THREE.WebGLRenderTarget(width * 4, height * 4);
		this.#renderer.setRenderTarget(target);
		this.#renderer.render(scene, sceneCamera(description.camera, width, height));
		this.#plain.uniforms.picture!.value = target.texture;
		this.#screen.material = this.#plain;
		this.#renderer.setRenderTarget(null);
		this.#renderer.render(this.#screen, this.#flat);
		target.dispose();
	}

	readonly #environments = new Map<Setting, THREE.Texture>();

	/**
	 * [Note: one filtered environment a setting] prefiltering costs seconds in a software GPU and matters little
	 * to cardboard and skin, so that each setting has one, made with a fixed seed; glass mirrors the real scene.
	 */
	#surroundings(description: SceneDescription): THREE.Texture {
		const known = this.#environments.get(description.setting);
		if (known) return known;
		const scene = new THREE.Scene();
		const standard = { ...description, seed: 1, light: { ...description.light, fill: 1, flash: false } };
		scene.add(backdrop(standard));
		const cube = new THREE.CubeCamera(1, 1500, new THREE.WebGLCubeRenderTarget(32, { type: THREE.HalfFloatType }));
		cube.position.set(0, 15, 0);
		cube.update(this.#renderer, scene);
		const texture = this.#pmrem.fromCubemap(cube.renderTarget.texture).texture;
		cube.renderTarget.dispose();
		this.#environments.set(description.setting, texture);
		return texture;
	}

	readonly #screen = new THREE.Mesh(new THREE.PlaneGeometry(2, 2));
	readonly #flat = new THREE.OrthographicCamera(-1, 1, 1, -1, 0, 1);
	readonly #plain = new THREE.ShaderMaterial({
		glslVersion: THREE.GLSL3,
		vertexShader: developVertex,
		fragmentShader:
			'in vec2 at; out vec4 colour; uniform sampler2D picture; void main() { colour = texture(picture, at); }',
		uniforms: { picture: { value: null } },
		depthTest: false,
		depthWrite: false
	});
	readonly #film = new THREE.ShaderMaterial({
		glslVersion: THREE.GLSL3,
		vertexShader: developVertex,
		fragmentShader: developFragment,
		uniforms: {
			picture: { value: null },
			blur: { value: 0 },
			motion: { value: new THREE.Vector2() },
			exposure: { value: 1 },
			balance: { value: new THREE.Vector2(1, 1) },
			noise: { value: 0 },
			vignette: { value: 0 },
			seed: { value: 0 },
			size: { value: new THREE.Vector2() }
		},
		depthTest: false,
		depthWrite: false
	});

	#copy(from: THREE.Texture, to: THREE.WebGLRenderTarget) {
		this.#plain.uniforms.picture!.value = from;
		this.#screen.material = this.#plain;
		this.#renderer.setRenderTarget(to);
		this.#renderer.render(this.#screen, this.#flat);
	}

	/** Blur, exposure, tone curve, white balance, vignette and noise: what lens and sensor add. */
	#develop(picture: THREE.Texture, { lens, seed, width, height }: SceneDescription) {
		const { uniforms } = this.#film;
		uniforms.picture!.value = picture;
		uniforms.blur!.value = lens.blur;
		uniforms.motion!.value.set(...lens.motion);
		uniforms.exposure!.value = lens.exposure;
		uniforms.balance!.value.set(...lens.balance);
		uniforms.noise!.value = lens.noise;
		uniforms.vignette!.value = lens.vignette;
		uniforms.seed!.value = (seed % 977) / 977;
		uniforms.size!.value.set(width, height);
		this.#screen.material = this.#film;
		this.#renderer.setRenderTarget(null);
		this.#renderer.render(this.#screen, this.#flat);
	}
}
