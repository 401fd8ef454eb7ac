"""timm's model on PyTorch, float32, at its best batch of 4, 8 and 16: pixels to the embedding before the head.
Arguments: eager or compile, timm's name, input size, images of a round, threads, and where the weights go."""
import sys
import time

try:
    import timm
    import torch
    from safetensors.torch import save_file
except ImportError as e:
    sys.exit(f"{e}: run `make bench TORCH=1`, which installs PyTorch and timm (several GB)")

mode, name, size, n, threads, weights = sys.argv[1:]
size, n = int(size), int(n)
torch.set_num_threads(int(threads))
torch.manual_seed(1)
# A ViT has its positions for the input's size, a ConvNeXt takes any.
model = timm.create_model(name, num_classes=0, **({"img_size": size} if name.startswith("vit") else {})).eval()
save_file({k: v.contiguous() for k, v in model.state_dict().items()}, weights)


def embed(x):
    return model.forward_head(model.forward_features(x), pre_logits=True)


run = torch.compile(embed, dynamic=False) if mode == "compile" else embed


def seconds(batch):
    x = torch.randn(batch, 3, size, size)
    start = time.perf_counter()
    with torch.inference_mode():
        for _ in range(n // batch):
            run(x)
    return time.perf_counter() - start


best = {}
for batch in (4, 8, 16):
    seconds(batch)  # warm up, and compile
    best[batch] = min(seconds(batch) for _ in range(2))
batch = min(best, key=best.get)
print(f"PyTorch {torch.__version__} {mode}, timm {timm.__version__}, batch {batch}", flush=True)
for _ in sys.stdin:
    print(seconds(batch), flush=True)
