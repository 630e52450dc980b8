#!/usr/bin/env python3
"""Find direct blocking calls in async functions, with nothing but the standard library.

    python3 find_blocking_calls.py [PATH ...]

The small twin of `awaitwise scan --select blocking`, for machines without that program: same rule codes, same lines of
output, same exit status (0 clean, 1 findings, 2 could not read something). It follows imports and aliases inside one file.
It does not see calls behind helpers, nor methods of objects: for those you need awaitwise.
"""

from __future__ import annotations

import ast
import builtins
import os
import re
import sys
import tokenize
from collections.abc import Iterator, Sequence
from pathlib import Path

CODES = {
    "sleep": "AW101[blocking-sleep]",
    "http": "AW102[blocking-http]",
    "socket": "AW103[blocking-socket]",
    "subprocess": "AW104[blocking-subprocess]",
    "database": "AW105[blocking-database]",
    "file": "AW106[blocking-file]",
    "path": "AW107[blocking-path]",
    "stdin": "AW108[blocking-stdin]",
    "wait": "AW109[blocking-wait]",
    "result": "AW110[blocking-result]",
    "cpu": "AW111[blocking-cpu]",
    "network": "AW112[blocking-network]",
    "device": "AW113[blocking-device]",
}

# Each line: name, kind, what to use instead, and conditions that make the call silent as (parameter, its position,
# operator, value). Written by tests/catalogue/generate_script_table.py from the analyser's catalogue.
# fmt: off
# table:start
TABLE: dict[str, tuple[str, str, list[tuple[str, int, str, str]]]] = {
    "MySQLdb.Connect": ("database", "aiomysql", []),
    "MySQLdb.Connection": ("database", "aiomysql", []),
    "MySQLdb.connect": ("database", "aiomysql", []),
    "MySQLdb.connections.Connection": ("database", "aiomysql", []),
    "PIL.Image.open": ("file", "asyncio.to_thread", [("fp", 0, ":", "io.BytesIO")]),
    "PyPDF2.PdfReader": ("file", "asyncio.to_thread", [("stream", 0, ":", "io.BytesIO")]),
    "RPi.GPIO.wait_for_edge": ("device", "GPIO.add_event_detect", []),
    "alembic.command.check": ("database", "asyncio.to_thread", []),
    "alembic.command.current": ("database", "asyncio.to_thread", []),
    "alembic.command.downgrade": ("database", "asyncio.to_thread", []),
    "alembic.command.revision": ("database", "asyncio.to_thread", []),
    "alembic.command.stamp": ("database", "asyncio.to_thread", []),
    "alembic.command.upgrade": ("database", "asyncio.to_thread", []),
    "anyio.from_thread.run": ("wait", "await", []),
    "anyio.from_thread.run_sync": ("wait", "await", []),
    "anyio.from_thread.start_blocking_portal": ("wait", "await", []),
    "azure.cosmos.CosmosClient": ("database", "azure.cosmos.aio.CosmosClient", []),
    "bcrypt.checkpw": ("cpu", "asyncio.to_thread", []),
    "bcrypt.hashpw": ("cpu", "asyncio.to_thread", []),
    "bcrypt.kdf": ("cpu", "asyncio.to_thread", []),
    "binance.Client": ("http", "binance.AsyncClient", [("ping", -1, "=", "False")]),
    "binance.client.Client": ("http", "binance.AsyncClient", [("ping", -1, "=", "False")]),
    "builtins.breakpoint": ("stdin", "a breakpoint outside the event loop's thread", []),
    "builtins.input": ("stdin", "asyncio.to_thread", []),
    "builtins.open": ("file", "aiofiles.open", [("file", 0, ":", "int")]),
    "bz2.BZ2File": ("file", "asyncio.to_thread", [("filename", 0, ":", "io.BytesIO")]),
    "bz2.compress": ("cpu", "asyncio.to_thread", []),
    "bz2.decompress": ("cpu", "asyncio.to_thread", []),
    "bz2.open": ("file", "asyncio.to_thread", [("filename", 0, ":", "io.BytesIO")]),
    "chromadb.HttpClient": ("network", "chromadb.AsyncHttpClient", []),
    "chromadb.PersistentClient": ("file", "asyncio.to_thread", []),
    "click.confirm": ("stdin", "asyncio.to_thread", []),
    "click.edit": ("stdin", "asyncio.to_thread", []),
    "click.getchar": ("stdin", "asyncio.to_thread", []),
    "click.pause": ("stdin", "asyncio.to_thread", []),
    "click.prompt": ("stdin", "asyncio.to_thread", []),
    "clickhouse_connect.get_client": ("database", "clickhouse_connect.get_async_client", []),
    "code.interact": ("stdin", "asyncio.to_thread", []),
    "codecs.open": ("file", "asyncio.to_thread", []),
    "concurrent.futures.wait": ("result", "asyncio.wait", [("timeout", 1, "=", "0")]),
    "cryptography.hazmat.primitives.asymmetric.rsa.generate_private_key": ("cpu", "asyncio.to_thread", []),
    "curl_cffi.requests.delete": ("http", "curl_cffi.requests.AsyncSession", []),
    "curl_cffi.requests.get": ("http", "curl_cffi.requests.AsyncSession", []),
    "curl_cffi.requests.head": ("http", "curl_cffi.requests.AsyncSession", []),
    "curl_cffi.requests.options": ("http", "curl_cffi.requests.AsyncSession", []),
    "curl_cffi.requests.patch": ("http", "curl_cffi.requests.AsyncSession", []),
    "curl_cffi.requests.post": ("http", "curl_cffi.requests.AsyncSession", []),
    "curl_cffi.requests.put": ("http", "curl_cffi.requests.AsyncSession", []),
    "curl_cffi.requests.request": ("http", "curl_cffi.requests.AsyncSession", []),
    "cv2.VideoCapture": ("device", "asyncio.to_thread", []),
    "cv2.VideoWriter": ("file", "asyncio.to_thread", []),
    "cv2.imdecode": ("cpu", "asyncio.to_thread", []),
    "cv2.imencode": ("cpu", "asyncio.to_thread", []),
    "cv2.imread": ("file", "asyncio.to_thread", []),
    "cv2.imwrite": ("file", "asyncio.to_thread", []),
    "cv2.waitKey": ("device", "asyncio.to_thread", []),
    "cx_Oracle.Connection": ("database", "oracledb.connect_async", []),
    "cx_Oracle.SessionPool": ("database", "oracledb.connect_async", []),
    "cx_Oracle.connect": ("database", "oracledb.connect_async", []),
    "dask.distributed.Client": ("wait", "await, with asynchronous=True", [("asynchronous", 6, "=", "True")]),
    "dbm.open": ("database", "asyncio.to_thread", []),
    "dbm.whichdb": ("database", "asyncio.to_thread", []),
    "diskcache.Cache": ("database", "asyncio.to_thread", []),
    "diskcache.FanoutCache": ("database", "asyncio.to_thread", []),
    "distributed.Client": ("wait", "await, with asynchronous=True", [("asynchronous", 6, "=", "True")]),
    "django.core.mail.mail_admins": ("network", "sync_to_async", []),
    "django.core.mail.mail_managers": ("network", "sync_to_async", []),
    "django.core.mail.send_mail": ("network", "sync_to_async", []),
    "django.core.mail.send_mass_mail": ("network", "sync_to_async", []),
    "django.core.management.call_command": ("database", "sync_to_async", []),
    "django.db.transaction.atomic": ("database", "sync_to_async", []),
    "django.db.transaction.commit": ("database", "sync_to_async", []),
    "django.db.transaction.rollback": ("database", "sync_to_async", []),
    "django.shortcuts.get_list_or_404": ("database", "aget_list_or_404", []),
    "django.shortcuts.get_object_or_404": ("database", "aget_object_or_404", []),
    "dns.resolver.query": ("socket", "dns.asyncresolver.resolve", []),
    "dns.resolver.resolve": ("socket", "dns.asyncresolver.resolve", []),
    "dns.resolver.resolve_address": ("socket", "dns.asyncresolver.resolve", []),
    "dns.resolver.zone_for_name": ("socket", "dns.asyncresolver.resolve", []),
    "docker.DockerClient": ("network", "aiodocker.Docker", []),
    "docker.DockerClient.from_env": ("network", "aiodocker.Docker", []),
    "docker.client.DockerClient": ("network", "aiodocker.Docker", []),
    "docker.client.DockerClient.from_env": ("network", "aiodocker.Docker", []),
    "docker.client.from_env": ("network", "aiodocker.Docker", []),
    "docker.from_env": ("network", "aiodocker.Docker", []),
    "docx.Document": ("file", "asyncio.to_thread", [("docx", 0, ":", "io.BytesIO")]),
    "dotenv.set_key": ("file", "asyncio.to_thread", []),
    "dotenv.unset_key": ("file", "asyncio.to_thread", []),
    "duckdb.connect": ("database", "asyncio.to_thread", []),
    "duckdb.execute": ("database", "asyncio.to_thread", []),
    "duckdb.executemany": ("database", "asyncio.to_thread", []),
    "elasticsearch.helpers.bulk": ("network", "elasticsearch.helpers.async_bulk", []),
    "elasticsearch.helpers.reindex": ("network", "elasticsearch.helpers.async_bulk", []),
    "faster_whisper.WhisperModel": ("file", "asyncio.to_thread", []),
    "fcntl.flock": ("wait", "asyncio.to_thread", [("operation", 1, "=", "fcntl.LOCK_NB"), ("operation", 1, "=", "fcntl.LOCK_UN")]),
    "fcntl.lockf": ("wait", "asyncio.to_thread", [("cmd", 1, "=", "fcntl.LOCK_NB"), ("cmd", 1, "=", "fcntl.LOCK_UN")]),
    "feedparser.parse": ("network", "asyncio.to_thread", []),
    "ffmpeg.probe": ("subprocess", "asyncio.create_subprocess_exec", []),
    "ffmpeg.run": ("subprocess", "asyncio.create_subprocess_exec", []),
    "filecmp.cmp": ("file", "asyncio.to_thread", []),
    "filecmp.cmpfiles": ("file", "asyncio.to_thread", []),
    "fileinput.input": ("file", "asyncio.to_thread", []),
    "firebase_admin.auth.create_session_cookie": ("network", "asyncio.to_thread", []),
    "firebase_admin.auth.create_user": ("network", "asyncio.to_thread", []),
    "firebase_admin.auth.delete_user": ("network", "asyncio.to_thread", []),
    "firebase_admin.auth.get_user": ("network", "asyncio.to_thread", []),
    "firebase_admin.auth.get_user_by_email": ("network", "asyncio.to_thread", []),
    "firebase_admin.auth.list_users": ("network", "asyncio.to_thread", []),
    "firebase_admin.auth.revoke_refresh_tokens": ("network", "asyncio.to_thread", []),
    "firebase_admin.auth.set_custom_user_claims": ("network", "asyncio.to_thread", []),
    "firebase_admin.auth.update_user": ("network", "asyncio.to_thread", []),
    "firebase_admin.auth.verify_id_token": ("network", "asyncio.to_thread", []),
    "firebase_admin.auth.verify_session_cookie": ("network", "asyncio.to_thread", []),
    "firebase_admin.messaging.send": ("network", "firebase_admin.messaging.send_each_async", []),
    "firebase_admin.messaging.send_each": ("network", "firebase_admin.messaging.send_each_async", []),
    "firebase_admin.messaging.send_each_for_multicast": ("network", "firebase_admin.messaging.send_each_async", []),
    "firebase_admin.messaging.subscribe_to_topic": ("network", "firebase_admin.messaging.send_each_async", []),
    "firebase_admin.messaging.unsubscribe_from_topic": ("network", "firebase_admin.messaging.send_each_async", []),
    "fitz.Document": ("file", "asyncio.to_thread", []),
    "fitz.open": ("file", "asyncio.to_thread", [("stream", 1, ":", "bytes")]),
    "ftplib.FTP": ("network", "aioftp", [("host", 0, "?=", "\"\"")]),
    "ftplib.FTP_TLS": ("network", "aioftp", [("host", 0, "?=", "\"\"")]),
    "getpass.getpass": ("stdin", "asyncio.to_thread", []),
    "git.Head.delete": ("subprocess", "asyncio.create_subprocess_exec", []),
    "git.Repo": ("file", "asyncio.create_subprocess_exec", []),
    "git.Repo.clone_from": ("subprocess", "asyncio.create_subprocess_exec", []),
    "git.Repo.init": ("subprocess", "asyncio.create_subprocess_exec", []),
    "glob.glob": ("file", "anyio.Path.glob", []),
    "google.auth.default": ("network", "asyncio.to_thread", []),
    "google.auth.load_credentials_from_file": ("file", "asyncio.to_thread", []),
    "google.generativeai.delete_file": ("http", "asyncio.to_thread", []),
    "google.generativeai.embed_content": ("http", "asyncio.to_thread", []),
    "google.generativeai.get_file": ("http", "asyncio.to_thread", []),
    "google.generativeai.get_model": ("http", "asyncio.to_thread", []),
    "google.generativeai.upload_file": ("http", "asyncio.to_thread", []),
    "google.oauth2.id_token.fetch_id_token": ("network", "asyncio.to_thread", []),
    "google.oauth2.id_token.verify_firebase_token": ("network", "asyncio.to_thread", []),
    "google.oauth2.id_token.verify_oauth2_token": ("network", "asyncio.to_thread", []),
    "google.oauth2.id_token.verify_token": ("network", "asyncio.to_thread", []),
    "google.oauth2.service_account.Credentials.from_service_account_file": ("file", "asyncio.to_thread", []),
    "googleapiclient.discovery.build": ("file", "asyncio.to_thread", []),
    "googleapiclient.discovery.build_from_document": ("file", "asyncio.to_thread", []),
    "gspread.service_account": ("file", "asyncio.to_thread", []),
    "gzip.GzipFile": ("file", "asyncio.to_thread", [("fileobj", 3, ":", "io.BytesIO")]),
    "gzip.compress": ("cpu", "asyncio.to_thread", []),
    "gzip.decompress": ("cpu", "asyncio.to_thread", []),
    "gzip.open": ("file", "asyncio.to_thread", [("filename", 0, ":", "io.BytesIO")]),
    "hashlib.file_digest": ("file", "asyncio.to_thread", []),
    "hashlib.pbkdf2_hmac": ("cpu", "asyncio.to_thread", []),
    "hashlib.scrypt": ("cpu", "asyncio.to_thread", []),
    "httpx.delete": ("http", "httpx.AsyncClient.delete", []),
    "httpx.get": ("http", "httpx.AsyncClient.get", []),
    "httpx.head": ("http", "httpx.AsyncClient.head", []),
    "httpx.options": ("http", "httpx.AsyncClient.options", []),
    "httpx.patch": ("http", "httpx.AsyncClient.patch", []),
    "httpx.post": ("http", "httpx.AsyncClient.post", []),
    "httpx.put": ("http", "httpx.AsyncClient.put", []),
    "httpx.request": ("http", "httpx.AsyncClient.request", []),
    "httpx.stream": ("http", "httpx.AsyncClient.stream", []),
    "httpx2.delete": ("http", "httpx2.AsyncClient.delete", []),
    "httpx2.get": ("http", "httpx2.AsyncClient.get", []),
    "httpx2.head": ("http", "httpx2.AsyncClient.head", []),
    "httpx2.options": ("http", "httpx2.AsyncClient.options", []),
    "httpx2.patch": ("http", "httpx2.AsyncClient.patch", []),
    "httpx2.post": ("http", "httpx2.AsyncClient.post", []),
    "httpx2.put": ("http", "httpx2.AsyncClient.put", []),
    "httpx2.request": ("http", "httpx2.AsyncClient.request", []),
    "httpx2.stream": ("http", "httpx2.AsyncClient.stream", []),
    "huggingface_hub.create_repo": ("network", "asyncio.to_thread", []),
    "huggingface_hub.dataset_info": ("network", "asyncio.to_thread", []),
    "huggingface_hub.delete_repo": ("network", "asyncio.to_thread", []),
    "huggingface_hub.file_exists": ("network", "asyncio.to_thread", []),
    "huggingface_hub.get_hf_file_metadata": ("network", "asyncio.to_thread", []),
    "huggingface_hub.hf_hub_download": ("network", "asyncio.to_thread", []),
    "huggingface_hub.list_datasets": ("network", "asyncio.to_thread", []),
    "huggingface_hub.list_models": ("network", "asyncio.to_thread", []),
    "huggingface_hub.list_repo_files": ("network", "asyncio.to_thread", []),
    "huggingface_hub.login": ("network", "asyncio.to_thread", []),
    "huggingface_hub.model_info": ("network", "asyncio.to_thread", []),
    "huggingface_hub.repo_exists": ("network", "asyncio.to_thread", []),
    "huggingface_hub.repo_info": ("network", "asyncio.to_thread", []),
    "huggingface_hub.snapshot_download": ("network", "asyncio.to_thread", []),
    "huggingface_hub.upload_file": ("network", "asyncio.to_thread", []),
    "huggingface_hub.upload_folder": ("network", "asyncio.to_thread", []),
    "huggingface_hub.whoami": ("network", "asyncio.to_thread", []),
    "imap_tools.MailBox": ("network", "aioimaplib", []),
    "imaplib.IMAP4": ("network", "aioimaplib", []),
    "imaplib.IMAP4_SSL": ("network", "aioimaplib", []),
    "imaplib.IMAP4_stream": ("network", "aioimaplib", []),
    "importlib.resources.open_binary": ("file", "asyncio.to_thread", []),
    "importlib.resources.open_text": ("file", "asyncio.to_thread", []),
    "importlib.resources.read_binary": ("file", "asyncio.to_thread", []),
    "importlib.resources.read_text": ("file", "asyncio.to_thread", []),
    "invoke.run": ("subprocess", "asyncio.create_subprocess_exec", [("asynchronous", -1, "=", "True"), ("disown", -1, "=", "True")]),
    "invoke.sudo": ("subprocess", "asyncio.create_subprocess_exec", [("asynchronous", -1, "=", "True"), ("disown", -1, "=", "True")]),
    "io.open": ("file", "aiofiles.open", [("file", 0, ":", "int")]),
    "io.open_code": ("file", "aiofiles.open", []),
    "jira.JIRA": ("network", "asyncio.to_thread", []),
    "jira.client.JIRA": ("network", "asyncio.to_thread", []),
    "joblib.dump": ("file", "asyncio.to_thread", []),
    "joblib.load": ("file", "asyncio.to_thread", []),
    "kafka.KafkaAdminClient": ("network", "aiokafka.AIOKafkaProducer", []),
    "kafka.KafkaConsumer": ("network", "aiokafka.AIOKafkaConsumer", []),
    "kafka.KafkaProducer": ("network", "aiokafka.AIOKafkaProducer", []),
    "keras.models.load_model": ("file", "asyncio.to_thread", []),
    "keras.models.save_model": ("file", "asyncio.to_thread", []),
    "keras.saving.load_model": ("file", "asyncio.to_thread", []),
    "keras.saving.save_model": ("file", "asyncio.to_thread", []),
    "kubernetes.config.load_config": ("file", "kubernetes_asyncio.config.load_kube_config", []),
    "kubernetes.config.load_incluster_config": ("file", "kubernetes_asyncio.config.load_kube_config", []),
    "kubernetes.config.load_kube_config": ("file", "kubernetes_asyncio.config.load_kube_config", []),
    "kubernetes.config.new_client_from_config": ("file", "kubernetes_asyncio.config.load_kube_config", []),
    "langchain_core.vectorstores.VectorStore.from_documents": ("network", "the a-prefixed twin", []),
    "langchain_core.vectorstores.VectorStore.from_texts": ("network", "the a-prefixed twin", []),
    "librosa.load": ("cpu", "asyncio.to_thread", []),
    "linecache.getlines": ("file", "asyncio.to_thread", []),
    "litellm.batch_completion": ("network", "litellm.acompletion", []),
    "litellm.completion": ("network", "litellm.acompletion", []),
    "litellm.embedding": ("network", "litellm.aembedding", []),
    "litellm.image_generation": ("network", "the a-prefixed twin", []),
    "litellm.moderation": ("network", "the a-prefixed twin", []),
    "litellm.rerank": ("network", "the a-prefixed twin", []),
    "litellm.responses": ("network", "the a-prefixed twin", []),
    "litellm.speech": ("network", "the a-prefixed twin", []),
    "litellm.text_completion": ("network", "the a-prefixed twin", []),
    "litellm.transcription": ("network", "the a-prefixed twin", []),
    "llama_cpp.Llama": ("file", "asyncio.to_thread", []),
    "llama_cpp.Llama.from_pretrained": ("file", "asyncio.to_thread", []),
    "llama_index.core.VectorStoreIndex.from_documents": ("network", "asyncio.to_thread", []),
    "logging.handlers.HTTPHandler": ("network", "logging.handlers.QueueHandler", []),
    "logging.handlers.SMTPHandler": ("network", "logging.handlers.QueueHandler", []),
    "logging.handlers.SocketHandler": ("network", "logging.handlers.QueueHandler", []),
    "logging.handlers.SysLogHandler": ("network", "logging.handlers.QueueHandler", []),
    "lxml.etree.parse": ("file", "asyncio.to_thread", [("source", 0, ":", "io.BytesIO"), ("source", 0, ":", "io.StringIO")]),
    "lxml.html.parse": ("file", "asyncio.to_thread", [("filename_or_url", 0, ":", "io.BytesIO"), ("filename_or_url", 0, ":", "io.StringIO")]),
    "lzma.LZMAFile": ("file", "asyncio.to_thread", [("filename", 0, ":", "io.BytesIO")]),
    "lzma.compress": ("cpu", "asyncio.to_thread", []),
    "lzma.decompress": ("cpu", "asyncio.to_thread", []),
    "lzma.open": ("file", "asyncio.to_thread", [("filename", 0, ":", "io.BytesIO")]),
    "matplotlib.pyplot.imread": ("file", "asyncio.to_thread", []),
    "matplotlib.pyplot.imsave": ("file", "asyncio.to_thread", []),
    "matplotlib.pyplot.pause": ("wait", "", []),
    "matplotlib.pyplot.savefig": ("cpu", "asyncio.to_thread", []),
    "matplotlib.pyplot.show": ("wait", "", [("block", -1, "=", "False")]),
    "mcstatus.JavaServer.lookup": ("socket", "async_lookup", []),
    "mlflow.create_experiment": ("network", "asyncio.to_thread", []),
    "mlflow.end_run": ("network", "asyncio.to_thread", []),
    "mlflow.get_experiment_by_name": ("network", "asyncio.to_thread", []),
    "mlflow.get_run": ("network", "asyncio.to_thread", []),
    "mlflow.log_artifact": ("network", "asyncio.to_thread", []),
    "mlflow.log_artifacts": ("network", "asyncio.to_thread", []),
    "mlflow.log_dict": ("network", "asyncio.to_thread", []),
    "mlflow.log_metric": ("network", "asyncio.to_thread", []),
    "mlflow.log_metrics": ("network", "asyncio.to_thread", []),
    "mlflow.log_param": ("network", "asyncio.to_thread", []),
    "mlflow.log_params": ("network", "asyncio.to_thread", []),
    "mlflow.log_text": ("network", "asyncio.to_thread", []),
    "mlflow.register_model": ("network", "asyncio.to_thread", []),
    "mlflow.search_runs": ("network", "asyncio.to_thread", []),
    "mlflow.set_experiment": ("network", "asyncio.to_thread", []),
    "mlflow.set_tag": ("network", "asyncio.to_thread", []),
    "mlflow.set_tags": ("network", "asyncio.to_thread", []),
    "mlflow.start_run": ("network", "asyncio.to_thread", []),
    "mongoengine.Document.drop_collection": ("database", "pymongo.AsyncMongoClient", []),
    "mongoengine.Document.ensure_indexes": ("database", "pymongo.AsyncMongoClient", []),
    "moviepy.AudioFileClip": ("subprocess", "asyncio.to_thread", []),
    "moviepy.VideoFileClip": ("subprocess", "asyncio.to_thread", []),
    "msal.ClientApplication": ("network", "asyncio.to_thread", []),
    "multiprocessing.Manager": ("subprocess", "asyncio.to_thread", []),
    "multiprocessing.connection.Client": ("wait", "loop.add_reader", []),
    "multiprocessing.connection.wait": ("wait", "loop.add_reader", [("timeout", 1, "=", "0")]),
    "mysql.connector.MySQLConnection": ("database", "mysql.connector.aio", []),
    "mysql.connector.connect": ("database", "mysql.connector.aio.connect", []),
    "mysql.connector.connection.MySQLConnection": ("database", "mysql.connector.aio", []),
    "mysql.connector.pooling.MySQLConnection": ("database", "mysql.connector.aio", []),
    "mysql.connector.pooling.MySQLConnectionPool": ("database", "mysql.connector.aio", []),
    "netmiko.BaseConnection": ("network", "asyncssh", []),
    "netmiko.ConnectHandler": ("network", "asyncssh", []),
    "nntplib.NNTP": ("network", "asyncio.to_thread", []),
    "nntplib.NNTP_SSL": ("network", "asyncio.to_thread", []),
    "numpy.fromfile": ("file", "asyncio.to_thread", []),
    "numpy.genfromtxt": ("file", "asyncio.to_thread", [("fname", 0, ":", "io.StringIO")]),
    "numpy.load": ("file", "asyncio.to_thread", [("file", 0, ":", "io.BytesIO")]),
    "numpy.loadtxt": ("file", "asyncio.to_thread", [("fname", 0, ":", "io.StringIO")]),
    "numpy.save": ("file", "asyncio.to_thread", [("file", 0, ":", "io.BytesIO")]),
    "numpy.savetxt": ("file", "asyncio.to_thread", [("fname", 0, ":", "io.StringIO")]),
    "numpy.savez": ("file", "asyncio.to_thread", [("file", 0, ":", "io.BytesIO")]),
    "numpy.savez_compressed": ("file", "asyncio.to_thread", [("file", 0, ":", "io.BytesIO")]),
    "ollama.chat": ("network", "ollama.AsyncClient", []),
    "ollama.copy": ("network", "ollama.AsyncClient", []),
    "ollama.create": ("network", "ollama.AsyncClient", []),
    "ollama.delete": ("network", "ollama.AsyncClient", []),
    "ollama.embed": ("network", "ollama.AsyncClient", []),
    "ollama.embeddings": ("network", "ollama.AsyncClient", []),
    "ollama.generate": ("network", "ollama.AsyncClient", []),
    "ollama.list": ("network", "ollama.AsyncClient", []),
    "ollama.ps": ("network", "ollama.AsyncClient", []),
    "ollama.pull": ("network", "ollama.AsyncClient", []),
    "ollama.push": ("network", "ollama.AsyncClient", []),
    "ollama.show": ("network", "ollama.AsyncClient", []),
    "openpyxl.load_workbook": ("file", "asyncio.to_thread", [("filename", 0, ":", "io.BytesIO")]),
    "oracledb.Connection": ("database", "oracledb.connect_async", []),
    "oracledb.connect": ("database", "oracledb.connect_async", []),
    "oracledb.create_pool": ("database", "oracledb.connect_async", []),
    "os.copy_file_range": ("file", "asyncio.to_thread", []),
    "os.fdatasync": ("file", "asyncio.to_thread", []),
    "os.fdopen": ("file", "asyncio.to_thread", []),
    "os.fsync": ("file", "asyncio.to_thread", []),
    "os.lockf": ("file", "asyncio.to_thread", []),
    "os.open": ("file", "asyncio.to_thread", []),
    "os.popen": ("subprocess", "asyncio.create_subprocess_shell", []),
    "os.posix_fallocate": ("file", "asyncio.to_thread", []),
    "os.posix_spawn": ("subprocess", "asyncio.create_subprocess_exec", []),
    "os.posix_spawnp": ("subprocess", "asyncio.create_subprocess_exec", []),
    "os.pread": ("file", "asyncio.to_thread", []),
    "os.preadv": ("file", "asyncio.to_thread", []),
    "os.pwrite": ("file", "asyncio.to_thread", []),
    "os.pwritev": ("file", "asyncio.to_thread", []),
    "os.read": ("file", "asyncio.to_thread", []),
    "os.readv": ("file", "asyncio.to_thread", []),
    "os.sendfile": ("file", "loop.sock_sendfile", []),
    "os.spawnl": ("subprocess", "asyncio.create_subprocess_exec", [("mode", 0, "=", "os.P_NOWAIT")]),
    "os.spawnle": ("subprocess", "asyncio.create_subprocess_exec", [("mode", 0, "=", "os.P_NOWAIT")]),
    "os.spawnlp": ("subprocess", "asyncio.create_subprocess_exec", [("mode", 0, "=", "os.P_NOWAIT")]),
    "os.spawnlpe": ("subprocess", "asyncio.create_subprocess_exec", [("mode", 0, "=", "os.P_NOWAIT")]),
    "os.spawnv": ("subprocess", "asyncio.create_subprocess_exec", [("mode", 0, "=", "os.P_NOWAIT")]),
    "os.spawnve": ("subprocess", "asyncio.create_subprocess_exec", [("mode", 0, "=", "os.P_NOWAIT")]),
    "os.spawnvp": ("subprocess", "asyncio.create_subprocess_exec", [("mode", 0, "=", "os.P_NOWAIT")]),
    "os.spawnvpe": ("subprocess", "asyncio.create_subprocess_exec", [("mode", 0, "=", "os.P_NOWAIT")]),
    "os.sync": ("file", "asyncio.to_thread", []),
    "os.system": ("subprocess", "asyncio.create_subprocess_shell", []),
    "os.wait": ("subprocess", "asyncio.subprocess.Process.wait", []),
    "os.wait3": ("subprocess", "asyncio.to_thread", [("options", 0, "=", "os.WNOHANG")]),
    "os.wait4": ("subprocess", "asyncio.to_thread", [("options", 1, "=", "os.WNOHANG")]),
    "os.waitid": ("subprocess", "asyncio.subprocess.Process.wait", [("options", 2, "=", "os.WNOHANG")]),
    "os.waitpid": ("subprocess", "asyncio.subprocess.Process.wait", [("options", 1, "=", "os.WNOHANG")]),
    "os.write": ("file", "asyncio.to_thread", []),
    "os.writev": ("file", "asyncio.to_thread", []),
    "paho.mqtt.publish.multiple": ("network", "aiomqtt", []),
    "paho.mqtt.publish.single": ("network", "aiomqtt", []),
    "paho.mqtt.subscribe.callback": ("network", "aiomqtt", []),
    "paho.mqtt.subscribe.simple": ("network", "aiomqtt", []),
    "pandas.ExcelFile": ("file", "asyncio.to_thread", [("path_or_buffer", 0, ":", "io.BytesIO")]),
    "pandas.read_csv": ("file", "asyncio.to_thread", [("filepath_or_buffer", 0, ":", "io.StringIO"), ("filepath_or_buffer", 0, ":", "io.BytesIO")]),
    "pandas.read_excel": ("file", "asyncio.to_thread", [("io", 0, ":", "io.BytesIO")]),
    "pandas.read_feather": ("file", "asyncio.to_thread", [("path", 0, ":", "io.BytesIO")]),
    "pandas.read_fwf": ("file", "asyncio.to_thread", []),
    "pandas.read_hdf": ("file", "asyncio.to_thread", []),
    "pandas.read_html": ("file", "asyncio.to_thread", []),
    "pandas.read_json": ("file", "asyncio.to_thread", []),
    "pandas.read_orc": ("file", "asyncio.to_thread", []),
    "pandas.read_parquet": ("file", "asyncio.to_thread", [("path", 0, ":", "io.BytesIO")]),
    "pandas.read_pickle": ("file", "asyncio.to_thread", []),
    "pandas.read_sql": ("database", "asyncio.to_thread", []),
    "pandas.read_sql_query": ("database", "asyncio.to_thread", []),
    "pandas.read_sql_table": ("database", "asyncio.to_thread", []),
    "pandas.read_stata": ("file", "asyncio.to_thread", []),
    "pandas.read_table": ("file", "asyncio.to_thread", [("filepath_or_buffer", 0, ":", "io.StringIO"), ("filepath_or_buffer", 0, ":", "io.BytesIO")]),
    "pandas.read_xml": ("file", "asyncio.to_thread", []),
    "paramiko.SFTPClient.from_transport": ("network", "asyncssh", []),
    "pdb.pm": ("stdin", "a debugger outside the event loop's thread", []),
    "pdb.post_mortem": ("stdin", "a debugger outside the event loop's thread", []),
    "pdb.run": ("stdin", "a debugger outside the event loop's thread", []),
    "pdb.runcall": ("stdin", "a debugger outside the event loop's thread", []),
    "pdb.set_trace": ("stdin", "a debugger outside the event loop's thread", []),
    "pdf2image.convert_from_bytes": ("subprocess", "asyncio.to_thread", []),
    "pdf2image.convert_from_path": ("subprocess", "asyncio.to_thread", []),
    "pdfminer.high_level.extract_text": ("cpu", "asyncio.to_thread", []),
    "pdfminer.high_level.extract_text_to_fp": ("cpu", "asyncio.to_thread", []),
    "pdfplumber.open": ("file", "asyncio.to_thread", []),
    "peewee.Model.bulk_create": ("database", "peewee-async", []),
    "peewee.Model.bulk_update": ("database", "peewee-async", []),
    "peewee.Model.create": ("database", "peewee-async", []),
    "peewee.Model.create_table": ("database", "peewee-async", []),
    "peewee.Model.delete_by_id": ("database", "peewee-async", []),
    "peewee.Model.drop_table": ("database", "peewee-async", []),
    "peewee.Model.get": ("database", "peewee-async", []),
    "peewee.Model.get_by_id": ("database", "peewee-async", []),
    "peewee.Model.get_or_create": ("database", "peewee-async", []),
    "peewee.Model.get_or_none": ("database", "peewee-async", []),
    "peewee.Model.set_by_id": ("database", "peewee-async", []),
    "peewee.Model.table_exists": ("database", "peewee-async", []),
    "peewee.Model.truncate_table": ("database", "peewee-async", []),
    "pexpect.run": ("subprocess", "asyncio.create_subprocess_exec", []),
    "pexpect.spawn": ("subprocess", "asyncio.create_subprocess_exec", []),
    "pika.BlockingConnection": ("network", "aio_pika", []),
    "pika.adapters.BlockingConnection": ("network", "aio_pika", []),
    "pika.adapters.blocking_connection.BlockingConnection": ("network", "aio_pika", []),
    "ping3.ping": ("socket", "asyncio.to_thread", []),
    "ping3.verbose_ping": ("socket", "asyncio.to_thread", []),
    "pkgutil.get_data": ("file", "asyncio.to_thread", []),
    "polars.collect_all": ("cpu", "polars.collect_all_async", []),
    "polars.read_avro": ("file", "asyncio.to_thread", []),
    "polars.read_csv": ("file", "asyncio.to_thread", []),
    "polars.read_database": ("database", "asyncio.to_thread", []),
    "polars.read_database_uri": ("database", "asyncio.to_thread", []),
    "polars.read_excel": ("file", "asyncio.to_thread", []),
    "polars.read_ipc": ("file", "asyncio.to_thread", []),
    "polars.read_json": ("file", "asyncio.to_thread", []),
    "polars.read_ndjson": ("file", "asyncio.to_thread", []),
    "polars.read_parquet": ("file", "asyncio.to_thread", []),
    "poplib.POP3": ("network", "asyncio.to_thread", []),
    "poplib.POP3_SSL": ("network", "asyncio.to_thread", []),
    "portalocker.lock": ("wait", "asyncio.to_thread", []),
    "prometheus_client.delete_from_gateway": ("http", "asyncio.to_thread", []),
    "prometheus_client.push_to_gateway": ("http", "asyncio.to_thread", []),
    "prometheus_client.pushadd_to_gateway": ("http", "asyncio.to_thread", []),
    "prompt_toolkit.prompt": ("stdin", "prompt_toolkit.PromptSession.prompt_async", []),
    "psutil.Popen": ("subprocess", "asyncio.create_subprocess_exec", []),
    "psutil.cpu_percent": ("wait", "asyncio.to_thread", [("interval", 0, "?=", "None"), ("interval", 0, "=", "0"), ("interval", 0, "=", "0.0")]),
    "psutil.cpu_times_percent": ("wait", "asyncio.to_thread", [("interval", 0, "?=", "None"), ("interval", 0, "=", "0"), ("interval", 0, "=", "0.0")]),
    "psutil.wait_procs": ("wait", "asyncio.to_thread", [("timeout", 1, "=", "0")]),
    "psycopg.Connection.connect": ("database", "psycopg.AsyncConnection", []),
    "psycopg.connect": ("database", "psycopg.AsyncConnection", []),
    "psycopg2.connect": ("database", "psycopg.AsyncConnection.connect", []),
    "psycopg2.extras.execute_batch": ("database", "psycopg.AsyncCursor.executemany", []),
    "psycopg2.extras.execute_values": ("database", "psycopg.AsyncCursor.executemany", []),
    "psycopg2.extras.wait_select": ("database", "psycopg.AsyncCursor.executemany", []),
    "psycopg2.pool.AbstractConnectionPool": ("database", "psycopg_pool.AsyncConnectionPool", []),
    "psycopg_pool.Connection.connect": ("database", "psycopg.AsyncConnection", []),
    "pty.spawn": ("subprocess", "asyncio.create_subprocess_exec", []),
    "pyarrow.csv.read_csv": ("file", "asyncio.to_thread", []),
    "pyarrow.csv.write_csv": ("file", "asyncio.to_thread", []),
    "pyarrow.feather.read_feather": ("file", "asyncio.to_thread", []),
    "pyarrow.feather.read_table": ("file", "asyncio.to_thread", []),
    "pyarrow.feather.write_feather": ("file", "asyncio.to_thread", []),
    "pyarrow.parquet.ParquetFile": ("file", "asyncio.to_thread", []),
    "pyarrow.parquet.read_metadata": ("file", "asyncio.to_thread", []),
    "pyarrow.parquet.read_schema": ("file", "asyncio.to_thread", []),
    "pyarrow.parquet.read_table": ("file", "asyncio.to_thread", []),
    "pyarrow.parquet.write_table": ("file", "asyncio.to_thread", []),
    "pyarrow.parquet.write_to_dataset": ("file", "asyncio.to_thread", []),
    "pydantic.BaseModel.parse_file": ("file", "asyncio.to_thread", []),
    "pydantic_settings.BaseModel.parse_file": ("file", "asyncio.to_thread", []),
    "pydub.AudioSegment.from_file": ("subprocess", "asyncio.to_thread", []),
    "pydub.AudioSegment.from_flv": ("subprocess", "asyncio.to_thread", []),
    "pydub.AudioSegment.from_mp3": ("subprocess", "asyncio.to_thread", []),
    "pydub.AudioSegment.from_ogg": ("subprocess", "asyncio.to_thread", []),
    "pydub.AudioSegment.from_wav": ("file", "asyncio.to_thread", []),
    "pydub.audio_segment.AudioSegment.from_file": ("subprocess", "asyncio.to_thread", []),
    "pydub.audio_segment.AudioSegment.from_flv": ("subprocess", "asyncio.to_thread", []),
    "pydub.audio_segment.AudioSegment.from_mp3": ("subprocess", "asyncio.to_thread", []),
    "pydub.audio_segment.AudioSegment.from_ogg": ("subprocess", "asyncio.to_thread", []),
    "pydub.audio_segment.AudioSegment.from_wav": ("file", "asyncio.to_thread", []),
    "pydub.playback.play": ("device", "asyncio.to_thread", []),
    "pymilvus.Collection": ("network", "pymilvus.AsyncMilvusClient", []),
    "pymilvus.MilvusClient": ("network", "pymilvus.AsyncMilvusClient", []),
    "pymssql.connect": ("database", "asyncio.to_thread", []),
    "pymupdf.Document": ("file", "asyncio.to_thread", []),
    "pymupdf.open": ("file", "asyncio.to_thread", [("stream", 1, ":", "bytes")]),
    "pymysql.Connection": ("database", "aiomysql.Connection", []),
    "pymysql.connect": ("database", "aiomysql.connect", []),
    "pymysql.connections.Connection": ("database", "aiomysql.Connection", []),
    "pyodbc.connect": ("database", "aioodbc", []),
    "pypdf.PdfReader": ("file", "asyncio.to_thread", [("stream", 0, ":", "io.BytesIO")]),
    "pytesseract.image_to_boxes": ("subprocess", "asyncio.to_thread", []),
    "pytesseract.image_to_data": ("subprocess", "asyncio.to_thread", []),
    "pytesseract.image_to_osd": ("subprocess", "asyncio.to_thread", []),
    "pytesseract.image_to_pdf_or_hocr": ("subprocess", "asyncio.to_thread", []),
    "pytesseract.image_to_string": ("subprocess", "asyncio.to_thread", []),
    "qdrant_client.QdrantClient.list_image_models": ("network", "qdrant_client.AsyncQdrantClient", []),
    "qdrant_client.QdrantClient.list_late_interaction_multimodal_models": ("network", "qdrant_client.AsyncQdrantClient", []),
    "qdrant_client.QdrantClient.list_late_interaction_text_models": ("network", "qdrant_client.AsyncQdrantClient", []),
    "qdrant_client.QdrantClient.list_sparse_models": ("network", "qdrant_client.AsyncQdrantClient", []),
    "qdrant_client.QdrantClient.list_text_models": ("network", "qdrant_client.AsyncQdrantClient", []),
    "ray.get": ("wait", "await", []),
    "ray.init": ("wait", "asyncio.to_thread", []),
    "ray.put": ("wait", "asyncio.to_thread", []),
    "ray.shutdown": ("wait", "asyncio.to_thread", []),
    "ray.wait": ("wait", "await", [("timeout", -1, "=", "0")]),
    "redis.RedisCluster": ("network", "redis.asyncio.cluster.RedisCluster", []),
    "redis.RedisCluster.from_url": ("network", "redis.asyncio.cluster.RedisCluster", []),
    "redis.cluster.RedisCluster": ("network", "redis.asyncio.cluster.RedisCluster", []),
    "redis.cluster.RedisCluster.from_url": ("network", "redis.asyncio.cluster.RedisCluster", []),
    "replicate.run": ("network", "replicate.async_run", []),
    "replicate.stream": ("network", "replicate.async_run", []),
    "requests.api.delete": ("http", "aiohttp.ClientSession.delete", []),
    "requests.api.get": ("http", "aiohttp.ClientSession.get", []),
    "requests.api.head": ("http", "aiohttp.ClientSession.head", []),
    "requests.api.options": ("http", "aiohttp.ClientSession.options", []),
    "requests.api.patch": ("http", "aiohttp.ClientSession.patch", []),
    "requests.api.post": ("http", "aiohttp.ClientSession.post", []),
    "requests.api.put": ("http", "aiohttp.ClientSession.put", []),
    "requests.api.request": ("http", "aiohttp.ClientSession.request", []),
    "requests.delete": ("http", "aiohttp.ClientSession.delete", []),
    "requests.get": ("http", "aiohttp.ClientSession.get", []),
    "requests.head": ("http", "aiohttp.ClientSession.head", []),
    "requests.options": ("http", "aiohttp.ClientSession.options", []),
    "requests.patch": ("http", "aiohttp.ClientSession.patch", []),
    "requests.post": ("http", "aiohttp.ClientSession.post", []),
    "requests.put": ("http", "aiohttp.ClientSession.put", []),
    "requests.request": ("http", "aiohttp.ClientSession.request", []),
    "rich.prompt.PromptBase.ask": ("stdin", "asyncio.to_thread", []),
    "rq.job.Job.fetch": ("network", "asyncio.to_thread", []),
    "select.select": ("wait", "loop.add_reader", [("timeout", 3, "=", "0")]),
    "selenium.webdriver.Chrome": ("network", "asyncio.to_thread", []),
    "selenium.webdriver.Edge": ("network", "asyncio.to_thread", []),
    "selenium.webdriver.Firefox": ("network", "asyncio.to_thread", []),
    "selenium.webdriver.Remote": ("network", "asyncio.to_thread", []),
    "selenium.webdriver.Safari": ("network", "asyncio.to_thread", []),
    "selenium.webdriver.remote.webdriver.WebDriver": ("network", "asyncio.to_thread", []),
    "sentence_transformers.CrossEncoder": ("file", "asyncio.to_thread", []),
    "sentence_transformers.SentenceTransformer": ("file", "asyncio.to_thread", []),
    "sentence_transformers.SparseEncoder": ("file", "asyncio.to_thread", []),
    "sentry_sdk.flush": ("wait", "asyncio.to_thread", []),
    "serial.Serial": ("device", "serial_asyncio.open_serial_connection", [("port", 0, "?=", "None")]),
    "serial.serial_for_url": ("device", "serial_asyncio.open_serial_connection", []),
    "shelve.open": ("database", "asyncio.to_thread", []),
    "shutil.copy": ("file", "asyncio.to_thread", []),
    "shutil.copy2": ("file", "asyncio.to_thread", []),
    "shutil.copyfile": ("file", "asyncio.to_thread", []),
    "shutil.copyfileobj": ("file", "asyncio.to_thread", []),
    "shutil.copytree": ("file", "asyncio.to_thread", []),
    "shutil.disk_usage": ("file", "asyncio.to_thread", []),
    "shutil.make_archive": ("file", "asyncio.to_thread", []),
    "shutil.move": ("file", "asyncio.to_thread", []),
    "shutil.rmtree": ("file", "asyncio.to_thread", []),
    "shutil.unpack_archive": ("file", "asyncio.to_thread", []),
    "signal.pause": ("wait", "loop.add_signal_handler", []),
    "signal.sigtimedwait": ("wait", "loop.add_signal_handler", [("timeout", 1, "=", "0")]),
    "signal.sigwait": ("wait", "loop.add_signal_handler", []),
    "signal.sigwaitinfo": ("wait", "loop.add_signal_handler", []),
    "simple_salesforce.Salesforce": ("network", "asyncio.to_thread", []),
    "sklearn.model_selection.cross_val_score": ("cpu", "loop.run_in_executor", []),
    "sklearn.model_selection.cross_validate": ("cpu", "loop.run_in_executor", []),
    "smtplib.LMTP": ("network", "aiosmtplib", [("host", 0, "?=", "\"\"")]),
    "smtplib.SMTP": ("network", "aiosmtplib", [("host", 0, "?=", "\"\"")]),
    "smtplib.SMTP_SSL": ("network", "aiosmtplib", [("host", 0, "?=", "\"\"")]),
    "snowflake.connector.SnowflakeConnection": ("database", "asyncio.to_thread", []),
    "snowflake.connector.connect": ("database", "asyncio.to_thread", []),
    "socket.create_connection": ("socket", "asyncio.open_connection", []),
    "socket.getaddrinfo": ("socket", "loop.getaddrinfo", [("flags", 5, "=", "socket.AI_NUMERICHOST"), ("host", 0, "^=", "0"), ("host", 0, "^=", "1"), ("host", 0, "^=", "2"), ("host", 0, "^=", "3"), ("host", 0, "^=", "4"), ("host", 0, "^=", "5"), ("host", 0, "^=", "6"), ("host", 0, "^=", "7"), ("host", 0, "^=", "8"), ("host", 0, "^=", "9"), ("host", 0, "^=", "::")]),
    "socket.getfqdn": ("socket", "loop.getaddrinfo", []),
    "socket.gethostbyaddr": ("socket", "loop.getnameinfo", []),
    "socket.gethostbyname": ("socket", "loop.getaddrinfo", []),
    "socket.gethostbyname_ex": ("socket", "loop.getaddrinfo", []),
    "socket.getnameinfo": ("socket", "loop.getnameinfo", [("flags", 1, "=", "socket.NI_NUMERICHOST")]),
    "sounddevice.play": ("device", "asyncio.to_thread", [("blocking", 3, "?=", "False")]),
    "sounddevice.playrec": ("device", "asyncio.to_thread", [("blocking", 7, "?=", "False")]),
    "sounddevice.rec": ("device", "asyncio.to_thread", [("blocking", 6, "?=", "False")]),
    "sounddevice.sleep": ("device", "asyncio.to_thread", []),
    "sounddevice.wait": ("device", "asyncio.to_thread", []),
    "soundfile.read": ("file", "asyncio.to_thread", [("file", 0, ":", "io.BytesIO")]),
    "soundfile.write": ("file", "asyncio.to_thread", [("file", 0, ":", "io.BytesIO")]),
    "sqlite3.Connection": ("database", "aiosqlite", []),
    "sqlite3.connect": ("database", "aiosqlite.connect", []),
    "sqlmodel.BaseModel.parse_file": ("file", "asyncio.to_thread", []),
    "ssl.get_server_certificate": ("socket", "asyncio.open_connection with ssl=", []),
    "stripe.Account.create": ("network", "the _async twin", []),
    "stripe.Account.list": ("network", "the _async twin", []),
    "stripe.Account.modify": ("network", "the _async twin", []),
    "stripe.Account.retrieve": ("network", "the _async twin", []),
    "stripe.Balance.retrieve": ("network", "the _async twin", []),
    "stripe.Charge.create": ("network", "the _async twin", []),
    "stripe.Charge.list": ("network", "the _async twin", []),
    "stripe.Charge.modify": ("network", "the _async twin", []),
    "stripe.Charge.retrieve": ("network", "the _async twin", []),
    "stripe.Charge.search": ("network", "the _async twin", []),
    "stripe.Coupon.create": ("network", "the _async twin", []),
    "stripe.Coupon.list": ("network", "the _async twin", []),
    "stripe.Coupon.modify": ("network", "the _async twin", []),
    "stripe.Coupon.retrieve": ("network", "the _async twin", []),
    "stripe.Customer.create": ("network", "the _async twin", []),
    "stripe.Customer.list": ("network", "the _async twin", []),
    "stripe.Customer.modify": ("network", "the _async twin", []),
    "stripe.Customer.retrieve": ("network", "the _async twin", []),
    "stripe.Customer.search": ("network", "the _async twin", []),
    "stripe.Event.list": ("network", "the _async twin", []),
    "stripe.Event.retrieve": ("network", "the _async twin", []),
    "stripe.Invoice.create": ("network", "the _async twin", []),
    "stripe.Invoice.list": ("network", "the _async twin", []),
    "stripe.Invoice.modify": ("network", "the _async twin", []),
    "stripe.Invoice.retrieve": ("network", "the _async twin", []),
    "stripe.Invoice.search": ("network", "the _async twin", []),
    "stripe.InvoiceItem.create": ("network", "the _async twin", []),
    "stripe.InvoiceItem.list": ("network", "the _async twin", []),
    "stripe.InvoiceItem.modify": ("network", "the _async twin", []),
    "stripe.InvoiceItem.retrieve": ("network", "the _async twin", []),
    "stripe.PaymentIntent.create": ("network", "the _async twin", []),
    "stripe.PaymentIntent.list": ("network", "the _async twin", []),
    "stripe.PaymentIntent.modify": ("network", "the _async twin", []),
    "stripe.PaymentIntent.retrieve": ("network", "the _async twin", []),
    "stripe.PaymentIntent.search": ("network", "the _async twin", []),
    "stripe.PaymentMethod.create": ("network", "the _async twin", []),
    "stripe.PaymentMethod.list": ("network", "the _async twin", []),
    "stripe.PaymentMethod.modify": ("network", "the _async twin", []),
    "stripe.PaymentMethod.retrieve": ("network", "the _async twin", []),
    "stripe.Payout.create": ("network", "the _async twin", []),
    "stripe.Payout.list": ("network", "the _async twin", []),
    "stripe.Payout.modify": ("network", "the _async twin", []),
    "stripe.Payout.retrieve": ("network", "the _async twin", []),
    "stripe.Price.create": ("network", "the _async twin", []),
    "stripe.Price.list": ("network", "the _async twin", []),
    "stripe.Price.modify": ("network", "the _async twin", []),
    "stripe.Price.retrieve": ("network", "the _async twin", []),
    "stripe.Price.search": ("network", "the _async twin", []),
    "stripe.Product.create": ("network", "the _async twin", []),
    "stripe.Product.list": ("network", "the _async twin", []),
    "stripe.Product.modify": ("network", "the _async twin", []),
    "stripe.Product.retrieve": ("network", "the _async twin", []),
    "stripe.Product.search": ("network", "the _async twin", []),
    "stripe.PromotionCode.create": ("network", "the _async twin", []),
    "stripe.PromotionCode.list": ("network", "the _async twin", []),
    "stripe.PromotionCode.modify": ("network", "the _async twin", []),
    "stripe.PromotionCode.retrieve": ("network", "the _async twin", []),
    "stripe.Refund.create": ("network", "the _async twin", []),
    "stripe.Refund.list": ("network", "the _async twin", []),
    "stripe.Refund.modify": ("network", "the _async twin", []),
    "stripe.Refund.retrieve": ("network", "the _async twin", []),
    "stripe.SetupIntent.create": ("network", "the _async twin", []),
    "stripe.SetupIntent.list": ("network", "the _async twin", []),
    "stripe.SetupIntent.modify": ("network", "the _async twin", []),
    "stripe.SetupIntent.retrieve": ("network", "the _async twin", []),
    "stripe.Source.create": ("network", "the _async twin", []),
    "stripe.Source.modify": ("network", "the _async twin", []),
    "stripe.Source.retrieve": ("network", "the _async twin", []),
    "stripe.Subscription.create": ("network", "the _async twin", []),
    "stripe.Subscription.list": ("network", "the _async twin", []),
    "stripe.Subscription.modify": ("network", "the _async twin", []),
    "stripe.Subscription.retrieve": ("network", "the _async twin", []),
    "stripe.Subscription.search": ("network", "the _async twin", []),
    "stripe.SubscriptionItem.create": ("network", "the _async twin", []),
    "stripe.SubscriptionItem.list": ("network", "the _async twin", []),
    "stripe.SubscriptionItem.modify": ("network", "the _async twin", []),
    "stripe.SubscriptionItem.retrieve": ("network", "the _async twin", []),
    "stripe.TaxRate.create": ("network", "the _async twin", []),
    "stripe.TaxRate.list": ("network", "the _async twin", []),
    "stripe.TaxRate.modify": ("network", "the _async twin", []),
    "stripe.TaxRate.retrieve": ("network", "the _async twin", []),
    "stripe.Token.create": ("network", "the _async twin", []),
    "stripe.Token.retrieve": ("network", "the _async twin", []),
    "stripe.Transfer.create": ("network", "the _async twin", []),
    "stripe.Transfer.list": ("network", "the _async twin", []),
    "stripe.Transfer.modify": ("network", "the _async twin", []),
    "stripe.Transfer.retrieve": ("network", "the _async twin", []),
    "stripe.WebhookEndpoint.create": ("network", "the _async twin", []),
    "stripe.WebhookEndpoint.list": ("network", "the _async twin", []),
    "stripe.WebhookEndpoint.modify": ("network", "the _async twin", []),
    "stripe.WebhookEndpoint.retrieve": ("network", "the _async twin", []),
    "subprocess.Popen": ("subprocess", "asyncio.create_subprocess_exec", []),
    "subprocess.call": ("subprocess", "asyncio.create_subprocess_exec", []),
    "subprocess.check_call": ("subprocess", "asyncio.create_subprocess_exec", []),
    "subprocess.check_output": ("subprocess", "asyncio.create_subprocess_exec", []),
    "subprocess.getoutput": ("subprocess", "asyncio.create_subprocess_shell", []),
    "subprocess.getstatusoutput": ("subprocess", "asyncio.create_subprocess_shell", []),
    "subprocess.run": ("subprocess", "asyncio.create_subprocess_exec", []),
    "tarfile.TarFile": ("file", "asyncio.to_thread", [("fileobj", 2, ":", "io.BytesIO")]),
    "tarfile.TarFile.open": ("file", "asyncio.to_thread", [("fileobj", 2, ":", "io.BytesIO")]),
    "tarfile.is_tarfile": ("file", "asyncio.to_thread", []),
    "tarfile.open": ("file", "asyncio.to_thread", [("fileobj", 2, ":", "io.BytesIO")]),
    "telnetlib.Telnet": ("network", "asyncio.open_connection", [("host", 0, "?=", "None")]),
    "tenacity.nap.sleep": ("sleep", "tenacity.AsyncRetrying", []),
    "tensorflow.keras.models.load_model": ("file", "asyncio.to_thread", []),
    "tensorflow.keras.models.save_model": ("file", "asyncio.to_thread", []),
    "time.sleep": ("sleep", "asyncio.sleep", []),
    "timeit.timeit": ("cpu", "asyncio.to_thread", []),
    "tokenize.open": ("file", "asyncio.to_thread", []),
    "torch.cuda.synchronize": ("cpu", "asyncio.to_thread", []),
    "torch.hub.download_url_to_file": ("network", "asyncio.to_thread", []),
    "torch.hub.load": ("network", "asyncio.to_thread", []),
    "torch.hub.load_state_dict_from_url": ("network", "asyncio.to_thread", []),
    "torch.jit.load": ("file", "asyncio.to_thread", []),
    "torch.jit.save": ("file", "asyncio.to_thread", []),
    "torch.load": ("file", "asyncio.to_thread", [("f", 0, ":", "io.BytesIO")]),
    "torch.save": ("file", "asyncio.to_thread", [("f", 1, ":", "io.BytesIO")]),
    "transformers.AutoModel.from_pretrained": ("file", "asyncio.to_thread", []),
    "transformers.AutoModelForCausalLM.from_pretrained": ("file", "asyncio.to_thread", []),
    "transformers.AutoModelForImageTextToText.from_pretrained": ("file", "asyncio.to_thread", []),
    "transformers.AutoModelForMaskedLM.from_pretrained": ("file", "asyncio.to_thread", []),
    "transformers.AutoModelForQuestionAnswering.from_pretrained": ("file", "asyncio.to_thread", []),
    "transformers.AutoModelForSeq2SeqLM.from_pretrained": ("file", "asyncio.to_thread", []),
    "transformers.AutoModelForSequenceClassification.from_pretrained": ("file", "asyncio.to_thread", []),
    "transformers.AutoModelForSpeechSeq2Seq.from_pretrained": ("file", "asyncio.to_thread", []),
    "transformers.AutoModelForTokenClassification.from_pretrained": ("file", "asyncio.to_thread", []),
    "transformers.AutoProcessor.from_pretrained": ("file", "asyncio.to_thread", []),
    "transformers.AutoTokenizer.from_pretrained": ("file", "asyncio.to_thread", []),
    "transformers.PreTrainedModel.from_pretrained": ("file", "asyncio.to_thread", []),
    "transformers.PreTrainedTokenizerBase.from_pretrained": ("file", "asyncio.to_thread", []),
    "transformers.pipeline": ("file", "asyncio.to_thread", []),
    "trio.from_thread.run": ("wait", "await", []),
    "trio.from_thread.run_sync": ("wait", "await", []),
    "typer.confirm": ("stdin", "asyncio.to_thread", []),
    "typer.getchar": ("stdin", "asyncio.to_thread", []),
    "typer.prompt": ("stdin", "asyncio.to_thread", []),
    "ultralytics.YOLO": ("file", "asyncio.to_thread", []),
    "urllib.request.urlopen": ("http", "aiohttp.ClientSession.get", [("url", 0, "^=", "data:")]),
    "urllib.request.urlretrieve": ("http", "aiohttp.ClientSession.get", [("url", 0, "^=", "data:")]),
    "urllib3.request": ("http", "aiohttp.ClientSession.request", []),
    "wandb.finish": ("network", "asyncio.to_thread", []),
    "wandb.init": ("network", "asyncio.to_thread", []),
    "wandb.login": ("network", "asyncio.to_thread", []),
    "weaviate.connect_to_custom": ("network", "weaviate.use_async_with_local", []),
    "weaviate.connect_to_embedded": ("network", "weaviate.use_async_with_local", []),
    "weaviate.connect_to_local": ("network", "weaviate.use_async_with_local", []),
    "weaviate.connect_to_weaviate_cloud": ("network", "weaviate.use_async_with_local", []),
    "websocket.create_connection": ("network", "websockets.connect", []),
    "websockets.sync.client.connect": ("network", "websockets.asyncio.client.connect", []),
    "websockets.sync.client.unix_connect": ("network", "websockets.asyncio.client.connect", []),
    "werkzeug.security.check_password_hash": ("cpu", "asyncio.to_thread", []),
    "werkzeug.security.generate_password_hash": ("cpu", "asyncio.to_thread", []),
    "whisper.load_audio": ("subprocess", "asyncio.to_thread", []),
    "whisper.load_model": ("file", "asyncio.to_thread", []),
    "whisper.transcribe": ("cpu", "asyncio.to_thread", []),
    "whois.whois": ("network", "asyncio.to_thread", []),
    "wikipedia.geosearch": ("network", "asyncio.to_thread", []),
    "wikipedia.languages": ("network", "asyncio.to_thread", []),
    "wikipedia.page": ("network", "asyncio.to_thread", []),
    "wikipedia.random": ("network", "asyncio.to_thread", []),
    "wikipedia.search": ("network", "asyncio.to_thread", []),
    "wikipedia.suggest": ("network", "asyncio.to_thread", []),
    "wikipedia.summary": ("network", "asyncio.to_thread", []),
    "xgboost.cv": ("cpu", "loop.run_in_executor", []),
    "xgboost.train": ("cpu", "loop.run_in_executor", []),
    "yfinance.download": ("network", "asyncio.to_thread", []),
    "zeep.AsyncClient": ("http", "asyncio.to_thread", []),
    "zeep.Client": ("http", "asyncio.to_thread", []),
    "zeep.client.AsyncClient": ("http", "asyncio.to_thread", []),
    "zeep.client.Client": ("http", "asyncio.to_thread", []),
    "zipfile.ZipFile": ("file", "asyncio.to_thread", [("file", 0, ":", "io.BytesIO")]),
    "zipfile.is_zipfile": ("file", "asyncio.to_thread", []),
    "zlib.compress": ("cpu", "asyncio.to_thread", []),
    "zlib.decompress": ("cpu", "asyncio.to_thread", []),
    "zmq.proxy": ("wait", "asyncio.to_thread", []),
}
# table:end
# fmt: on

SKIPPED = {"__pycache__", "node_modules", "site-packages", "build", "dist"}
NOQA = re.compile(r"#\s*noqa(?::\s*(?P<codes>[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*))?", re.IGNORECASE)
IGNORE = re.compile(r"#\s*awaitwise:\s*ignore\[(?P<names>[^\]]*)\]")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Scope:
    """What names mean in one scope: a dotted name, or None when it is unknown."""

    def __init__(self, parent: Scope | None, *, is_class: bool = False) -> None:
        self.parent = parent
        self.is_class = is_class
        self.names: dict[str, str | None] = {}

    def look_up(self, name: str) -> str | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names and (scope is self or not scope.is_class):
                return scope.names[name]
            scope = scope.parent
        return f"builtins.{name}" if hasattr(builtins, name) else None

    def dotted(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Name):
            return self.look_up(node.id)
        if isinstance(node, ast.Attribute):
            base = self.dotted(node.value)
            return f"{base}.{node.attr}" if base else None
        return None


def own_nodes(body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """The nodes that belong to a scope itself: not those inside nested functions and classes."""
    todo: list[ast.AST] = list(reversed(body))
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Lambda)):
            todo.extend(reversed(list(ast.iter_child_nodes(node))))


def bind(scope: Scope, body: Sequence[ast.stmt]) -> None:
    """Enter what the statements of a scope bind. A name with two meanings is unknown."""
    found: dict[str, set[str | None]] = {}
    outside: set[str] = set()

    def enter(name: str, meaning: str | None) -> None:
        found.setdefault(name, set()).add(meaning)

    aliases: dict[str, list[ast.expr]] = {}
    targets: set[ast.AST] = set()
    for node in own_nodes(body):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname:
                    enter(alias.asname, alias.name)
                else:
                    root = alias.name.partition(".")[0]
                    enter(root, root)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            for alias in node.names:
                enter(alias.asname or alias.name, f"{module}.{alias.name}")
        elif isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            enter(node.name, None)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            outside.update(node.names)
        elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            aliases.setdefault(node.targets[0].id, []).append(node.value)
            found.setdefault(node.targets[0].id, set())
            targets.add(node.targets[0])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            enter(node.name, None)
        elif isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name:
            enter(node.name, None)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)) and node not in targets:
            enter(node.id, None)
    for name in found.keys() - outside:
        scope.names[name] = next(iter(found[name])) if len(found[name]) == 1 else None
    # An alias may name what was bound above it, so aliases come last.
    for name, value in aliases.items():
        if name in scope.names and len(value) == 1 and not found[name]:
            scope.names[name] = scope.dotted(value[0])


class Finder(ast.NodeVisitor):
    """Walks one module and collects the calls in async functions that the table knows."""

    def __init__(self) -> None:
        self.scope = Scope(None)
        self.is_async = False
        self.function = ""
        self.found: list[tuple[ast.Call, str]] = []

    def visit_Module(self, node: ast.Module) -> None:
        bind(self.scope, node.body)
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for part in [*node.decorator_list, *node.bases, *node.keywords]:
            self.visit(part)
        outer, self.scope = self.scope, Scope(self.scope, is_class=True)
        bind(self.scope, node.body)
        for statement in node.body:
            self.visit(statement)
        self.scope = outer

    def visit_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        # Decorators, defaults and annotations are evaluated outside.
        if not isinstance(node, ast.Lambda):
            for decorator in node.decorator_list:
                self.visit(decorator)
        self.visit(node.args)
        outer = self.scope, self.is_async, self.function
        self.scope = Scope(self.scope)
        body: Sequence[ast.stmt] = [ast.Expr(node.body)] if isinstance(node, ast.Lambda) else node.body
        bind(self.scope, body)
        arguments = node.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        for argument in every:
            if argument is not None:
                self.scope.names[argument.arg] = None
        self.is_async = isinstance(node, ast.AsyncFunctionDef)
        self.function = getattr(node, "name", "")
        for statement in body:
            self.visit(statement)
        self.scope, self.is_async, self.function = outer

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = visit_function

    def visit_Call(self, node: ast.Call) -> None:
        name = self.scope.dotted(node.func) if self.is_async else None
        if name in TABLE and not any(is_silent(self.scope, node, *rule) for rule in TABLE[name][2]):
            kind, use, _ = TABLE[name]
            instead = f"; use `{use}`" if use else ""
            message = f"`{name.removeprefix('builtins.')}` blocks the event loop in `{self.function}`{instead}"
            self.found.append((node, f"{CODES[kind]} {message}"))
        self.generic_visit(node)


def is_silent(scope: Scope, call: ast.Call, parameter: str, position: int, operator: str, value: str) -> bool:
    """Whether an argument makes the call harmless: block=False (?= when that is the default), a data: URL, a number."""
    given = next((word.value for word in call.keywords if word.arg == parameter), None)
    if given is None and 0 <= position < len(call.args):
        if any(isinstance(argument, ast.Starred) for argument in call.args[: position + 1]):
            return False
        given = call.args[position]
    if given is None:
        return operator == "?="
    if operator == "^=":
        return isinstance(given, ast.Constant) and isinstance(given.value, str) and given.value.startswith(value)
    if operator == ":":
        if value == "int":
            return isinstance(given, ast.Constant) and type(given.value) is int
        return isinstance(given, ast.Call) and scope.dotted(given.func) == value
    parts: list[ast.expr] = []
    while isinstance(given, ast.BinOp) and isinstance(given.op, ast.BitOr):
        parts.append(given.right)
        given = given.left
    parts.append(given)
    wanted = ast.dump(ast.parse(value, mode="eval").body)
    return any(ast.dump(part) == wanted or scope.dotted(part) == value for part in parts)


def is_ignored(line: str, code: str) -> bool:
    number, _, name = code.rstrip("]").partition("[")
    if noqa := NOQA.search(line):
        return noqa["codes"] is None or number in re.split(r"[,\s]+", noqa["codes"])
    if ignore := IGNORE.search(line):
        return not {number, name}.isdisjoint(re.split(r"[,\s]+", ignore["names"]))
    return False


def check(path: str) -> list[tuple[int, int, str]]:
    """The findings of one file as line, column and text; raises when the file cannot be read or parsed."""
    with tokenize.open(path) as file:
        text = file.read()
    finder = Finder()
    finder.visit(ast.parse(text, path))
    lines = text.split("\n")
    findings = []
    for node, message in finder.found:
        line = lines[node.lineno - 1]
        column = len(line.encode()[: node.col_offset].decode()) + 1
        if not is_ignored(line, message.partition(" ")[0]):
            findings.append((node.lineno, column, message))
    return sorted(findings)


def python_files(path: str) -> Iterator[str]:
    if not os.path.isdir(path):
        yield path
        return
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(
            name
            for name in folders
            if name not in SKIPPED
            and not name.startswith(".")
            and not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))
        )
        for name in sorted(files):
            if name.endswith((".py", ".pyw")):
                yield os.path.normpath(os.path.join(folder, name))


def main(arguments: list[str]) -> int:
    if arguments and arguments[0] in {"-h", "--help"}:
        print(__doc__)
        return 0
    status = count = 0
    for start in arguments or ["."]:
        for path in python_files(start):
            try:
                findings = check(path)
            except (OSError, SyntaxError, UnicodeDecodeError, ValueError, RecursionError) as error:
                print(f"error: {path}: {error}", file=sys.stderr)
                status = 2
                continue
            for line, column, message in findings:
                print(f"{Path(path).as_posix()}:{line}:{column}: {message}")
            count += len(findings)
    return status or (1 if count else 0)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:
        # The reader has seen enough. Python would complain about it when it flushes stdout at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
