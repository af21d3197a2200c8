"""Compares what an exported style paints in PyTorch, in onnxruntime and in Impasto; prints the differences of 255.

  python check_export.py IMPASTO STYLE.safetensors STYLE.onnx PICTURE

Both files hold the same style. The sides of the picture are cut to multiples of 4.
"""
import subprocess, sys, tempfile, os
import numpy as np, onnxruntime, torch
from PIL import Image
import fast

def main():
    program, tensors, graph, picture = sys.argv[1:]
    image = Image.open(picture).convert("RGB")
    image = image.crop((0, 0, image.width // 4 * 4, image.height // 4 * 4))
    x = np.asarray(image, np.float32).transpose(2, 0, 1)[None]
    with torch.inference_mode():
        peer = fast.load(tensors)(torch.from_numpy(x)).numpy()
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    runtime = session.run(None, {session.get_inputs()[0].name: x})[0]
    with tempfile.TemporaryDirectory() as folder:
        content, painted = os.path.join(folder, "content.png"), os.path.join(folder, "painted.png")
        image.save(content)
        subprocess.run([program, "apply", "--model", tensors, "--content", content, "--output", painted, "--quiet"], check=True)
        ours = np.asarray(Image.open(painted), np.float32).transpose(2, 0, 1)[None]
    def tell(name, other):
        difference = np.abs(peer.clip(0, 255) - other.clip(0, 255))
        print(f"{name}: mean {difference.mean():.4f}, most {difference.max():.4f} of 255")
    tell("onnxruntime", runtime)
    tell("Impasto (8 bits, dithered)", ours)

if __name__ == "__main__":
    main()
