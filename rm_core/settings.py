"""What differs from one deployment to the next; every variable starts with `RM_`."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read from the environment, or from a `.env` beside the working directory."""

    model_config = SettingsConfigDict(env_prefix="RM_", env_file=".env", extra="ignore")

    database: str = Field("sqlite:///rm.sqlite", description="SQLAlchemy URL of our own data")
    base_url: str = Field("http://127.0.0.1:8000", description="Where participants find our pages")
    signing_keys: SecretStr = Field(
        SecretStr(""),
        description="`id:secret` pairs, the newest first, parted by commas; old links still open",
    )
    smtp_host: str = "127.0.0.1"
    smtp_port: int = Field(25, ge=1, le=65535)
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_security: str = Field("none", pattern="^(none|starttls|tls)$")
    mail_from: str = Field("program@example.org", description="Sender address of every email")
    clock_file: Path | None = Field(None, description="A simulated clock; only for demonstrations")
    templates: Path | None = Field(None, description="Folder of templates; ours if not given")
