# verified statically: llama-index-core 0.14.25 as llama_index.core
