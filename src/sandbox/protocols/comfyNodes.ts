/** A node's input: a link to another node's output, or a value. */
export type NodeInput = 'link' | 'text' | 'number' | 'seed' | 'edge' | 'batch' | 'file' | 'image' | readonly string[];

/** The nodes that come with ComfyUI and that most workflows, of texts and of images, are made of (`nodes.py`, `comfy_extras`). */
export const comfyNodes: Readonly<
	Record<string, { readonly inputs: Readonly<Record<string, NodeInput>>; readonly isOutput?: true }>
> = {
	CheckpointLoaderSimple: { inputs: { ckpt_name: 'file' } },
	UNETLoader: { inputs: { unet_name: 'file', weight_dtype: 'text' } },
	CLIPLoader: { inputs: { clip_name: 'file', type: 'text' } },
	DualCLIPLoader: { inputs: { clip_name1: 'file', clip_name2: 'file', type: 'text' } },
	VAELoader: { inputs: { vae_name: 'file' } },
	LoraLoader: {
		inputs: { model: 'link', clip: 'link', lora_name: 'file', strength_model: 'number', strength_clip: 'number' },
	},
	LoraLoaderModelOnly: { inputs: { model: 'link', lora_name: 'file', strength_model: 'number' } },
	CLIPTextEncode: { inputs: { text: 'text', clip: 'link' } },
	FluxGuidance: { inputs: { conditioning: 'link', guidance: 'number' } },
	ConditioningZeroOut: { inputs: { conditioning: 'link' } },
	ModelSamplingAuraFlow: { inputs: { model: 'link', shift: 'number' } },
	EmptyLatentImage: { inputs: { width: 'edge', height: 'edge', batch_size: 'batch' } },
	EmptySD3LatentImage: { inputs: { width: 'edge', height: 'edge', batch_size: 'batch' } },
	EmptyFlux2LatentImage: { inputs: { width: 'edge', height: 'edge', batch_size: 'batch' } },
	KSampler: {
		inputs: {
			...{ model: 'link', seed: 'seed', steps: 'number', cfg: 'number', sampler_name: 'text', scheduler: 'text' },
			...{ positive: 'link', negative: 'link', latent_image: 'link', denoise: 'number' },
		},
	},
	RandomNoise: { inputs: { noise_seed: 'seed' } },
	KSamplerSelect: { inputs: { sampler_name: 'text' } },
	BasicScheduler: { inputs: { model: 'link', scheduler: 'text', steps: 'number', denoise: 'number' } },
	BasicGuider: { inputs: { model: 'link', conditioning: 'link' } },
	CFGGuider: { inputs: { model: 'link', positive: 'link', negative: 'link', cfg: 'number' } },
	SamplerCustomAdvanced: {
		inputs: { noise: 'link', guider: 'link', sampler: 'link', sigmas: 'link', latent_image: 'link' },
	},
	LoadImage: { inputs: { image: 'image' } },
	ImageScale: {
		inputs: { image: 'link', upscale_method: 'text', width: 'number', height: 'number', crop: 'text' },
	},
	FluxKontextImageScale: { inputs: { image: 'link' } },
	ReferenceLatent: { inputs: { conditioning: 'link' } },
	VAEEncode: { inputs: { pixels: 'link', vae: 'link' } },
	VAEDecode: { inputs: { samples: 'link', vae: 'link' } },
	SaveImage: { inputs: { images: 'link', filename_prefix: 'text' }, isOutput: true },
	PreviewImage: { inputs: { images: 'link' }, isOutput: true },
};
