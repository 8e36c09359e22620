"""What agents and supervisors ask and do at the desk."""
