import { describeRefused } from '../../../test/support/bad-input.ts'

describeRefused('pack', [
  [
    'pack info none',
    1,
    'palate: there is no pack called none, and no folder of that name with a pack.json; known packs: ',
  ],
  [
    'pack info @/packs/changed',
    1,
    'palate: @/packs/changed/beauty.vector.safetensors is not the file that was recorded',
  ],
  [
    'pack similarity @/packs/newer',
    1,
    'palate: @/packs/newer/pack.json has schema version 9, this palate reads 2: update palate or the pack',
  ],
  [
    'pack similarity mini --svg @/a-file/figure.svg',
    1,
    'palate: cannot write @/a-file/figure.svg: a part of the path is not a folder',
  ],
  [
    'pack build @/none.vector.safetensors --name new --base mini',
    1,
    'palate: cannot read @/none.vector.safetensors: there is no such file or folder',
  ],
  [
    'pack build @/cut.vector.safetensors --name new --base mini',
    1,
    'palate: @/cut.vector.safetensors is not a safetensors file, or is truncated',
  ],
  [
    'pack build @/home/bases/mini/weights.safetensors --name new --base mini',
    1,
    'palate: @/home/bases/mini/weights.safetensors is not a task vector of palate: its metadata lacks "palate"',
  ],
  [
    'pack build @/beauty.vector.safetensors --name new --base other',
    2,
    'palate: @/beauty.vector.safetensors was trained on base mini, the pack is of other',
  ],
  [
    'pack build @/beauty.vector.safetensors @/beauty.vector.safetensors --name new --base mini',
    2,
    'palate: @/beauty.vector.safetensors: the pack has a vector of database beauty already',
  ],
  [
    'pack build @/beauty.vector.safetensors --name ../new --base mini',
    2,
    'palate: a pack cannot be called "../new": its name must be a short name: letters, digits, ".", "_" and "-"',
  ],
  [
    'pack build @/beauty.vector.safetensors --name mini --base mini',
    2,
    'palate: @/home/packs/mini is there already; choose another folder, or say that it may be overwritten',
  ],
  [
    'pack build @/beauty.vector.safetensors --name new --base mini --out @/database --overwrite',
    2,
    'palate: @/database is not just a pack (it holds images) and is left alone; choose another folder',
  ],
  [
    'pack build @/beauty.vector.safetensors --name new --base mini --out @/a-file/pack',
    1,
    'palate: cannot read @/a-file/pack: a part of the path is not a folder',
  ],
  [
    'pack build @/beauty.vector.safetensors --name new --base mini --storage f8',
    2,
    "error: option '--storage <kind>' argument 'f8' is invalid. Allowed choices are f32, f16, int8, low-rank.",
  ],
  [
    'pack import-base @/none.onnx --architecture dinov2-small',
    1,
    'palate: cannot read @/none.onnx: there is no such file or folder',
  ],
  [
    'pack import-base @/my.csv --architecture dinov2-small',
    1,
    'palate: @/my.csv is neither safetensors, nor a PyTorch checkpoint, nor ONNX; is it the whole file?',
  ],
  [
    'pack import-base @/small.onnx --architecture dinov2-small',
    1,
    'palate: @/small.onnx does not hold the expected network: backbone.emb',
  ],
  [
    'pack import-base @/small.onnx --architecture openclip-vit-b-16',
    2,
    'palate: @/small.onnx is an ONNX file; OpenCLIP is imported from its safetensors or PyTorch checkpoint',
  ],
  [
    'pack import-base @/small.pth --architecture openclip-vit-b-16',
    1,
    'palate: @/small.pth does not hold the expected network: visual.class',
  ],
  [
    'pack import-base @/malicious_ava.pth --architecture openclip-vit-b-16',
    1,
    'palate: @/malicious_ava.pth asks to run posix.system; refusing to read it',
  ],
  [
    'pack import-base @/small.pth --architecture resnet',
    2,
    "error: option '--architecture <name>' argument 'resnet' is invalid. Allowed choices are openclip-vit-b-16, openclip-vit-l-14, dinov2-small.",
  ],
  [
    'pack import-base @/small.pth --architecture openclip-vit-b-16 --name ../../x',
    2,
    `palate: a base's name holds no slash, got "../../x"`,
  ],
  [
    'pack import-released @/released-wrong_ava.pth --base openclip --name new',
    1,
    'palate: @/released-wrong_ava.pth does not hold the expected network: model.backbone.visual.proj should be (8, 6), is (8, 7); ln_post.weight (8) is missing; model.backbone.visual.surplus (2) is not part of it. Is it another architecture?',
  ],
  [
    'pack import-released @/legacy_ava.pth --base openclip --name new',
    1,
    "palate: @/legacy_ava.pth is in PyTorch's old format from before 1.6; load it there and re-save it with torch.save(state, path)",
  ],
  [
    'pack import-released @/malicious_ava.pth --base openclip --name new',
    1,
    'palate: @/malicious_ava.pth asks to run posix.system; refusing to read it',
  ],
  [
    'pack import-released @/openclip_ava.pth --base openclip --name new',
    1,
    'palate: @/openclip_ava.pth is no released model: it has no model.score_predictor.projection.0.bias',
  ],
  [
    'pack import-released @/released_ava.pth --base mini --name new',
    1,
    'palate: @/released_ava.pth does not hold the expected network: embeddings.cls',
  ],
  [
    'pack import-released @/small.pth --base openclip --name new',
    2,
    'palate: @/small.pth: expected a name such as clip_B_3fc_ava.pth that ends in one of ava, aes, tad, para, koniq, spaq',
  ],
  ['pack pull nowhere --sha256 00 --architecture dinov2-small', 2, 'palate: nowhere is not the address of a file'],
  [
    'pack pull http://127.0.0.1:9/x --sha256 00 --architecture dinov2-small',
    2,
    'palate: pull: a SHA-256 has 64 hexadecimal digits, got 00',
  ],
  [
    `pack pull file:///etc/passwd --sha256 ${'0'.repeat(64)} --architecture dinov2-small`,
    2,
    'palate: pull: only http and https addresses can be downloaded, got file:///etc/passwd',
  ],
  [
    'pack pull http://127.0.0.1:9/x --architecture dinov2-small',
    2,
    "error: required option '--sha256 <hash>' not specified",
  ],
  ['pack bild', 2, "error: unknown command 'bild'"],
  ['pack', 2, 'Usage: palate pack [options] [command]'],
])
