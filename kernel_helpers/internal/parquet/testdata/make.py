"""Writes the fixtures of this folder with pyarrow: python make.py"""
import pyarrow as pa
import pyarrow.parquet as pq

rows = range(40)
images = [None if i % 7 == 3 else {"bytes": None if i % 11 == 5 else b"image %d " % i * (i % 5 + 1), "path": f"{i}.jpg"} for i in rows]
labels = [None if i % 5 == 1 else i % 3 for i in rows]
table = pa.table(
    {
        "image": pa.array(images, pa.struct([("bytes", pa.binary()), ("path", pa.string())])),
        "label": pa.array(labels, pa.int64()),
        "small": pa.array(labels, pa.int32()),
        "key": pa.array([b"%d" % i for i in rows], pa.binary()),
        "list": pa.array([[i] for i in rows], pa.list_(pa.int64())),
    },
)
table = table.cast(pa.schema([pa.field("key", pa.binary(), nullable=False) if f.name == "key" else f for f in table.schema]))
for codec in "none", "snappy", "zstd", "gzip", "brotli":
    for version in "1.0", "2.0":
        words = (codec == "snappy") == (version == "1.0")
        pq.write_table(table, f"{codec}-{version}.parquet", compression=codec, data_page_version=version, use_dictionary=words,
                       row_group_size=25, write_batch_size=10, data_page_size=1, write_statistics=False, store_schema=False)
        if codec == "brotli":
            break
pq.write_table(table.select(["label"]), "delta.parquet", use_dictionary=False, column_encoding={"label": "DELTA_BINARY_PACKED"}, store_schema=False)
